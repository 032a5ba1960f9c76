package dev.loopline.kernel.search.table;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.table.Keyset.Presence;

/**
 * A column of a searched table.
 *
 * @param where how it is compared
 * @param shown an expression of its value, or of all its values as one text
 * @param presence which rows have one
 */
public record TableColumn(SearchColumn about, Column where, Sql shown, Presence presence) {
  /** A column of the searched row itself, which every row has. */
  public static TableColumn of(SearchColumn about, String expression) {
    return new TableColumn(
        about, Column.of(expression, about.type()), Sql.of(expression), Presence.ALWAYS);
  }

  /** One that a row may lack. */
  public static TableColumn optional(SearchColumn about, String expression) {
    return new TableColumn(
        about, Column.of(expression, about.type()), Sql.of(expression), Presence.SOMETIMES);
  }

  /** One whose values lie in other rows: it fits where one of them does. */
  public static TableColumn among(SearchColumn about, Column where, String shown) {
    return new TableColumn(about, where, Sql.of(shown), Presence.SOMETIMES);
  }

  /** When something that takes its time began, called the same of everything. */
  public static TableColumn started(String at) {
    return of(
        SearchColumn.of("start_time", Column.Type.TIME, "When it began").also("started_at"), at);
  }

  /** When it ended, where it has. */
  public static TableColumn ended(String at) {
    return optional(
        SearchColumn.of("end_time", Column.Type.TIME, "When it ended").also("ended_at"), at);
  }

  /** How long it took, where it has ended. */
  public static TableColumn lasted(String from, String to) {
    return optional(
        SearchColumn.of("duration", Column.Type.DURATION, "From its start to its end"),
        "(" + to + " - " + from + ")");
  }

  Keyset.Key key(boolean descending) {
    Keyset.Holds holds = about.type() == Column.Type.TEXT ? Keyset.Holds.TEXT : Keyset.Holds.NUMBER;
    return new Keyset.Key(shown, descending, holds, presence);
  }
}
