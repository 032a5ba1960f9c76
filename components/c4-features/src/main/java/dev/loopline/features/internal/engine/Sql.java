package dev.loopline.features.internal.engine;

/** Names and texts as SQL. */
public final class Sql {
  private Sql() {}

  public static String name(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }

  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** What DuckDB says, on one line, without our own statement and without paths. */
  public static String message(Exception e) {
    String clean =
        String.valueOf(e.getMessage())
            .replaceAll("(?s)\\s+LINE \\d+:.*", "")
            .replaceAll("/\\S*features/\\S*", "the data")
            .replaceAll("\\s+", " ");
    return clean.length() > 400 ? clean.substring(0, 400) + "…" : clean;
  }
}
