package dev.loopline.registry.internal;

import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Decision;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Origin;
import dev.loopline.registry.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A version without its tags and aliases. */
record VersionRow(
    long modelNo,
    String model,
    String product,
    int version,
    Origin origin,
    @Nullable String description,
    Stage stage,
    String user,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Decision decision,
    @Nullable String requestedBy,
    @Nullable String document) {
  static final String COLUMNS =
      """
      v.model_no, m.name, m.product, v.version, v.source, v.place, v.run_id, v.run_link,
        v.logged_model_id, v.description, v.stage, v.user_name, v.created_at, v.updated_at,
        v.decision, v.requested_by, v.document
      """;

  static VersionRow of(ResultSet rs) throws SQLException {
    String decision = rs.getString("decision");
    return new VersionRow(
        rs.getLong("model_no"),
        rs.getString("name"),
        rs.getString("product"),
        rs.getInt("version"),
        new Origin(
            rs.getString("source"),
            rs.getString("place"),
            rs.getString("run_id"),
            rs.getString("run_link"),
            rs.getString("logged_model_id")),
        rs.getString("description"),
        new Stage(rs.getString("stage")),
        rs.getString("user_name"),
        Instant.ofEpochMilli(rs.getLong("created_at")),
        Instant.ofEpochMilli(rs.getLong("updated_at")),
        decision == null ? null : Decision.valueOf(decision),
        rs.getString("requested_by"),
        rs.getString("document"));
  }

  VersionKey key() {
    return new VersionKey(modelNo, version);
  }

  ModelVersion with(Map<String, String> tags, List<String> aliases) {
    return new ModelVersion(
        product,
        model,
        version,
        stage,
        aliases,
        tags,
        description,
        origin,
        createdAt,
        updatedAt,
        user,
        decision,
        document == null ? null : Json.read(document, NewVersion.class));
  }
}
