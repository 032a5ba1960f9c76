package dev.loopline.kernel.search;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes a condition of a filter, the one place where this is done.
 *
 * @param columns what the fields are
 * @param now what {@code now} means in the query
 */
public record SqlFilter(Columns columns, Dialect dialect, Instant now) {
  /** A condition in brackets; for a filter that fits everything, one that is true. */
  public Sql of(Filter filter) {
    return switch (filter) {
      case Filter.And and -> joined(and.parts(), " and ", "1 = 1");
      case Filter.Or or -> joined(or.parts(), " or ", "1 = 0");
      // Not "not": of a thing without the field SQL knows neither, and a negation lets it in.
      case Filter.Not not -> Sql.of("(").then(of(not.part())).then(" is not true)");
      case Filter.Comparison comparison -> comparison(comparison);
      case Filter.Membership membership -> membership(membership);
      case Filter.Presence presence -> presence(presence);
    };
  }

  private Sql joined(List<Filter> parts, String by, String none) {
    if (parts.isEmpty()) {
      return Sql.of("(" + none + ")");
    }
    List<Object> arguments = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (Filter part : parts) {
      Sql sql = of(part);
      texts.add(sql.text());
      arguments.addAll(sql.arguments());
    }
    return new Sql("(" + String.join(by, texts) + ")", arguments);
  }

  private Sql comparison(Filter.Comparison comparison) {
    Column column = columns.of(comparison.field());
    Object value = Values.of(comparison.field(), column.type(), comparison.operand(), now);
    return placed(column, Conditions.compare(column, comparison, value, dialect));
  }

  private Sql membership(Filter.Membership membership) {
    Column column = columns.of(membership.field());
    List<Object> values =
        membership.operands().stream()
            .map(operand -> Values.of(membership.field(), column.type(), operand, now))
            .toList();
    String marks = values.stream().map(v -> "?").collect(Collectors.joining(", "));
    String sign = membership.negated() ? " not in (" : " in (";
    return placed(column, new Sql(column.value() + sign + marks + ")", values));
  }

  private Sql presence(Filter.Presence presence) {
    Column column = columns.of(presence.field());
    Sql there = placed(column, Sql.of(column.value() + " is not null"));
    return presence.there() ? there : Sql.of("not ").then(there);
  }

  private static Sql placed(Column column, Sql condition) {
    return new Sql("(" + column.before(), column.arguments())
        .then(condition)
        .then(column.after() + ")");
  }
}
