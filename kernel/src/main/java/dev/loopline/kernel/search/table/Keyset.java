package dev.loopline.kernel.search.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/**
 * An order, and cursors in it that hold whatever comes or goes meanwhile: a cursor is the last
 * row's values of the keys, which together are of that row alone.
 *
 * @param refusal of a cursor that is none of this order
 */
public record Keyset(List<Key> keys, Supplier<LooplineException> refusal) {
  /**
   * What rows are ordered by.
   *
   * @param value as SQL
   * @param optional whether a row may have none; such rows come last in both directions
   */
  public record Key(Sql value, boolean descending, Holds holds, Presence optional) {
    /** A column that no row lacks. */
    public static Key of(String column, boolean descending, Holds holds) {
      return new Key(Sql.of(column), descending, holds, Presence.ALWAYS);
    }
  }

  /** What a key's values are. */
  public enum Holds {
    TEXT,
    NUMBER
  }

  /** Which rows have a key's value. */
  public enum Presence {
    ALWAYS,
    SOMETIMES
  }

  /** One column of the order: an optional key has two, whether it is there and what it is. */
  private record Term(Sql value, boolean descending, Holds holds) {}

  public Keyset {
    keys = List.copyOf(keys);
  }

  private List<Term> terms() {
    List<Term> terms = new ArrayList<>();
    for (Key key : keys) {
      if (key.optional() == Presence.SOMETIMES) {
        Sql rank = Sql.of("case when ").then(key.value()).then(" is null then 1 else 0 end");
        terms.add(new Term(rank, false, Holds.NUMBER));
        Sql there =
            Sql.of("coalesce(")
                .then(key.value())
                .then(key.holds() == Holds.TEXT ? ", '')" : ", 0)");
        terms.add(new Term(there, key.descending(), key.holds()));
      } else {
        terms.add(new Term(key.value(), key.descending(), key.holds()));
      }
    }
    return terms;
  }

  /** The keys as further columns of a select list. */
  public Sql columns() {
    Sql columns = Sql.of("");
    List<Term> terms = terms();
    for (int i = 0; i < terms.size(); i++) {
      columns = columns.then(", ").then(terms.get(i).value()).then(" as k" + i);
    }
    return columns;
  }

  /** By the columns of {@link #columns}. */
  public String order() {
    List<Term> terms = terms();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      parts.add("k" + i + (terms.get(i).descending() ? " desc" : ""));
    }
    return " order by " + String.join(", ", parts);
  }

  /** A row's cursor, from the columns of {@link #columns}. */
  public String cursor(ResultSet rs) throws SQLException {
    ArrayNode values = Json.mapper().createArrayNode();
    List<Term> terms = terms();
    for (int i = 0; i < terms.size(); i++) {
      if (terms.get(i).holds() == Holds.TEXT) {
        values.add(rs.getString("k" + i));
      } else {
        values.add(Json.tree(number(rs, "k" + i)));
      }
    }
    return Base64.getUrlEncoder().encodeToString(Json.bytes(values));
  }

  private static Number number(ResultSet rs, String column) throws SQLException {
    Object value = rs.getObject(column);
    return value instanceof Double || value instanceof Float
        ? (Number) rs.getDouble(column)
        : (Number) rs.getLong(column);
  }

  /** The condition that a row lies behind the cursor. */
  public Sql after(String cursor) {
    List<Term> terms = terms();
    List<Object> values = values(cursor, terms);
    // Implied by what follows; said so that an index is entered there.
    Sql behind =
        Sql.of("(")
            .then(terms.getFirst().value())
            .then(terms.getFirst().descending() ? " <= ?" : " >= ?", values.getFirst())
            .then(" and (");
    for (int i = 0; i < terms.size(); i++) {
      behind = behind.then(i == 0 ? "(" : " or (");
      for (int j = 0; j <= i; j++) {
        String sign = j < i ? " = ? and " : terms.get(j).descending() ? " < ?" : " > ?";
        behind = behind.then(terms.get(j).value()).then(sign, values.get(j));
      }
      behind = behind.then(")");
    }
    return behind.then("))");
  }

  private List<Object> values(String cursor, List<Term> terms) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      JsonNode all = Json.parse(text);
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < terms.size(); i++) {
        if (all.size() != terms.size()) {
          throw refusal.get();
        }
        values.add(value(all.path(i), terms.get(i)));
      }
      return values;
    } catch (IllegalArgumentException | LooplineException e) {
      throw refusal.get();
    }
  }

  private Object value(JsonNode value, Term term) {
    if (term.holds() == Holds.TEXT) {
      if (value.isTextual() && value.asText().indexOf('\0') < 0) {
        return value.asText();
      }
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.asLong();
    } else if (value.isNumber() && !value.isIntegralNumber()) {
      return value.asDouble();
    }
    throw refusal.get();
  }
}
