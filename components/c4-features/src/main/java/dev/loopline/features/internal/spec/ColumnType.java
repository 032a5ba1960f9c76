package dev.loopline.features.internal.spec;

import java.util.Locale;

/** The types that columns of a source may have, and DuckDB's name of each. */
public enum ColumnType {
  STRING("VARCHAR"),
  INTEGER("BIGINT"),
  NUMBER("DOUBLE"),
  BOOLEAN("BOOLEAN"),
  DATE("DATE"),
  TIMESTAMP("TIMESTAMP");

  private final String sql;

  ColumnType(String sql) {
    this.sql = sql;
  }

  public String sql() {
    return sql;
  }

  /** As declarations write it. */
  public static ColumnType of(String declared) {
    return valueOf(declared.toUpperCase(Locale.ROOT));
  }

  public boolean isTime() {
    return this == DATE || this == TIMESTAMP;
  }
}
