package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.QueryError;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One key of an order of runs. Each run has a rank in it (0: a value, 1: NaN, 2: none; ranks come
 * in this order in both directions) and a value, which stands still within the other ranks.
 *
 * @param field what is ordered by
 * @param number of a logged name; else 0
 * @param alias of the joined table that holds a logged value
 */
record SortKey(RunField field, long number, String alias, boolean descending) {

  static SortKey of(Order order, int position, RunColumns columns) {
    RunField field = RunField.of(order.field());
    long number =
        switch (field) {
          case RunField.Logged logged -> columns.numberOf(logged.key());
          case RunField.Attribute attribute -> 0;
          case RunField.OfDataset of ->
              throw QueryError.at(
                  order.field().at(),
                  "Invalid order_by: runs cannot be ordered by '" + order.field() + "'.");
        };
    return new SortKey(field, number, "k" + position, order.descending());
  }

  boolean isText() {
    return switch (field) {
      case RunField.Logged logged -> logged.kind() != RunField.Kind.METRIC;
      case RunField.Attribute attribute -> RunColumns.type(attribute.name()) == Column.Type.TEXT;
      case RunField.OfDataset of -> true;
    };
  }

  /** Whether a run may be without it. */
  boolean isOptional() {
    return !(field instanceof RunField.Attribute attribute)
        || attribute.name() == RunField.Name.END_TIME
        || attribute.name() == RunField.Name.DURATION;
  }

  boolean isMetric() {
    return field instanceof RunField.Logged logged && logged.kind() == RunField.Kind.METRIC;
  }

  /** Joins what was logged, or nothing for it. */
  Sql join() {
    return field instanceof RunField.Logged logged
        ? Sql.of(
            " left join "
                + logged.kind().table()
                + " "
                + alias
                + " on "
                + alias
                + ".run_no = r.no and "
                + alias
                + ".key_no = ?",
            number)
        : Sql.of("");
  }

  /** The table with the index, under the name that {@link #raw} uses. */
  String table() {
    return field instanceof RunField.Logged logged ? logged.kind().table() + " " + alias : "run r";
  }

  /** An experiment's entries of a rank in {@link #table}. */
  Sql entries(int rank, long experiment) {
    return entries(rank, Sql.of("?", experiment));
  }

  /**
   * @param experiment the expression of its number
   */
  Sql entries(int rank, Sql experiment) {
    if (!(field instanceof RunField.Logged)) {
      // All names fit the bound; without one SQLite's planner takes another index, and sorts.
      return Sql.of("r.experiment_id = ")
          .then(experiment)
          .then(isName() ? " and r.name >= ''" : "");
    }
    Sql entries =
        Sql.of(alias + ".experiment_id = ")
            .then(experiment)
            .then(" and " + alias + ".key_no = ?", number);
    return isMetric() ? entries.then(" and " + alias + ".is_nan = " + rank) : entries;
  }

  String rank() {
    if (isMetric()) {
      return "case when %1$s.run_no is null then 2 when %1$s.is_nan = 1 then 1 else 0 end"
          .formatted(alias);
    }
    return isOptional() ? "case when " + raw() + " is null then 2 else 0 end" : "0";
  }

  String value() {
    return isOptional() ? "coalesce(" + raw() + ", " + (isText() ? "''" : "0") + ")" : raw();
  }

  /** The value where there is one. */
  String raw() {
    return switch (field) {
      case RunField.Logged logged -> alias + ".value";
      case RunField.Attribute attribute -> RunColumns.expression(attribute.name());
      case RunField.OfDataset of -> "''";
    };
  }

  /** Whether an index has each experiment's runs in its order. */
  boolean isIndexed() {
    return field instanceof RunField.Logged || is(RunField.Name.START_TIME) || isName();
  }

  private boolean isName() {
    return is(RunField.Name.RUN_NAME);
  }

  private boolean is(RunField.Name name) {
    return field.equals(new RunField.Attribute(name));
  }

  /** What the index holds: of a logged text the beginning. */
  String indexed() {
    return isLoggedText() ? "substr(" + raw() + ", 1, 64)" : raw();
  }

  /** A value as the index holds it. */
  Object indexed(Object value) {
    return isLoggedText() ? beginning((String) value) : value;
  }

  private boolean isLoggedText() {
    return field instanceof RunField.Logged && isText();
  }

  /** As the index's {@code substr} counts: in characters, not in Java's units. */
  static String beginning(String value) {
    int characters = Math.min(64, value.codePointCount(0, value.length()));
    return value.substring(0, value.offsetByCodePoints(0, characters));
  }

  /** Entries of the index that stand where a value does, or ahead of it. */
  String upTo() {
    return " and " + indexed() + (descending ? " >= ?" : " <= ?");
  }

  /** Entries that stand where a value does, or behind it. */
  String from() {
    return " and " + indexed() + (descending ? " <= ?" : " >= ?");
  }

  /** Entries ahead of a value. */
  String ahead() {
    return " and " + indexed() + (descending ? " > ?" : " < ?");
  }

  /** Reads a value of this key from a column. */
  Object read(ResultSet rs, int column) throws SQLException {
    if (isText()) {
      return rs.getString(column);
    }
    return isMetric() ? (Object) rs.getDouble(column) : (Object) rs.getLong(column);
  }

  String direction() {
    return descending ? " desc" : "";
  }
}
