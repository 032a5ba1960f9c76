package dev.loopline.metadata.internal;

import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.RunInfo;
import dev.loopline.metadata.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A run as its table has it.
 *
 * @param no by which all that it logged refers to it
 * @param experiment the experiment's name
 */
record RunRow(long no, RunInfo info, String experiment) {
  /** From {@code run r} joined with its {@code experiment e}. */
  static final String COLUMNS =
      """
      r.no, r.id, r.experiment_id, r.name, r.user_name, r.status, r.started_at, r.ended_at,
        coalesce(r.deleted_at, e.deleted_at) as deleted_at, e.artifact_location,
        e.name as experiment
      """;

  static final String FROM = " from run r join experiment e on e.id = r.experiment_id ";

  static RunRow of(ResultSet rs, StatementContext ctx) throws SQLException {
    String id = rs.getString("id");
    long ended = rs.getLong("ended_at");
    Instant endedAt = rs.wasNull() ? null : Instant.ofEpochMilli(ended);
    rs.getLong("deleted_at");
    Lifecycle lifecycle = rs.wasNull() ? Lifecycle.ACTIVE : Lifecycle.DELETED;
    RunInfo info =
        new RunInfo(
            id,
            rs.getLong("experiment_id"),
            rs.getString("name"),
            rs.getString("user_name"),
            RunStatus.valueOf(rs.getString("status")),
            lifecycle,
            Instant.ofEpochMilli(rs.getLong("started_at")),
            endedAt,
            artifactUri(rs.getString("artifact_location"), id));
    return new RunRow(rs.getLong("no"), info, rs.getString("experiment"));
  }

  private static String artifactUri(String location, String id) {
    String root = location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    return root + "/" + id + "/artifacts";
  }
}
