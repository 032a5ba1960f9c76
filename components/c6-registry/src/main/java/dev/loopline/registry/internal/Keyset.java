package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.RegistryError;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An order, and cursors in it that hold whatever comes or goes meanwhile: a cursor is the last
 * row's values of the keys, which together are of that row alone.
 */
public record Keyset(List<Key> keys) {
  /**
   * A key that no row lacks.
   *
   * @param column as SQL
   */
  public record Key(String column, boolean descending, boolean text) {
    public Key(String column, boolean descending) {
      this(column, descending, false);
    }
  }

  public Keyset {
    keys = List.copyOf(keys);
  }

  /** The keys as further columns of a select list. */
  public String columns() {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      columns.append(", ").append(keys.get(i).column()).append(" as k").append(i);
    }
    return columns.toString();
  }

  public String order() {
    List<String> parts =
        keys.stream().map(k -> k.column() + (k.descending() ? " desc" : "")).toList();
    return " order by " + String.join(", ", parts);
  }

  /** A row's cursor, from the columns of {@link #columns}. */
  public String cursor(ResultSet rs) throws SQLException {
    ArrayNode values = Json.mapper().createArrayNode();
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).text()) {
        values.add(rs.getString("k" + i));
      } else {
        values.add(rs.getLong("k" + i));
      }
    }
    return Base64.getUrlEncoder().encodeToString(Json.bytes(values));
  }

  /** The condition that a row lies behind the cursor. */
  public Sql after(String cursor) {
    List<Object> values = values(cursor);
    List<String> alternatives = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      List<String> parts = new ArrayList<>();
      for (int j = 0; j <= i; j++) {
        String sign = j < i ? " = ?" : keys.get(j).descending() ? " < ?" : " > ?";
        parts.add(keys.get(j).column() + sign);
        arguments.add(values.get(j));
      }
      alternatives.add("(" + String.join(" and ", parts) + ")");
    }
    return new Sql("(" + String.join(" or ", alternatives) + ")", arguments);
  }

  private List<Object> values(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      JsonNode all = Json.parse(text);
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        JsonNode value = all.path(i);
        boolean fits =
            keys.get(i).text()
                ? value.isTextual() && value.asText().indexOf('\0') < 0
                : value.isIntegralNumber() && value.canConvertToLong();
        if (!fits || all.size() != keys.size()) {
          throw invalid();
        }
        values.add(keys.get(i).text() ? value.asText() : (Object) value.asLong());
      }
      return values;
    } catch (IllegalArgumentException | LooplineException e) {
      throw invalid();
    }
  }

  private static LooplineException invalid() {
    return new LooplineException(
        RegistryError.INVALID_PARAMETER_VALUE,
        "Invalid page token, could not base64-decode; pass on the previous page's token with the"
            + " same query.");
  }
}
