package dev.loopline.registry.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** A registered model without what belongs to it. */
record ModelRow(
    long no,
    String name,
    String product,
    String description,
    Instant createdAt,
    Instant updatedAt) {
  static ModelRow of(ResultSet rs) throws SQLException {
    return new ModelRow(
        rs.getLong("no"),
        rs.getString("name"),
        rs.getString("product"),
        rs.getString("description"),
        Instant.ofEpochMilli(rs.getLong("created_at")),
        Instant.ofEpochMilli(rs.getLong("updated_at")));
  }
}
