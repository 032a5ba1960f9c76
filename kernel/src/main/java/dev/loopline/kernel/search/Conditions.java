package dev.loopline.kernel.search;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Sql;

/** One comparison as SQL. */
final class Conditions {
  private Conditions() {}

  static Sql compare(Column column, Filter.Comparison comparison, Object value, Dialect dialect) {
    require(comparison, value);
    Operator operator = comparison.operator();
    return switch (operator) {
      case LIKE -> dialect.like(column.value(), (String) value);
      case ILIKE -> dialect.likeIgnoringCase(column.value(), (String) value);
      case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST ->
          Sql.of(column.value() + " " + sign(operator) + " ?", value);
    };
  }

  /** Refuses what the value's type is not compared by. */
  static void require(Filter.Comparison comparison, Object value) {
    Operator operator = comparison.operator();
    boolean like = operator == Operator.LIKE || operator == Operator.ILIKE;
    boolean text = value instanceof String;
    boolean ordered = !like && operator != Operator.EQUAL && operator != Operator.NOT_EQUAL;
    if ((text && ordered) || (like && !text)) {
      throw QueryError.at(
          comparison.field().at(),
          "'"
              + comparison.field()
              + "' cannot be compared by "
              + operator.sign()
              + (text
                  ? "; a text takes =, !=, LIKE, ILIKE and IN."
                  : "; it takes =, !=, <, <=, > and >=."));
    }
  }

  private static String sign(Operator operator) {
    return operator == Operator.NOT_EQUAL ? "<>" : operator.sign();
  }
}
