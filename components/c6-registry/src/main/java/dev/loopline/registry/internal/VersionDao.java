package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Change;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry.ModelSummary;
import dev.loopline.registry.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over versions, aliases and history. */
final class VersionDao {
  private static final String COLUMNS =
      """
      select product, model, version, stage, created_at, created_by, document from model_version
      """;

  private VersionDao() {}

  /** The version that a run registered before. */
  static Optional<Integer> ofRun(Handle h, String product, String model, String run) {
    return h.createQuery(
            """
            select version from model_version
            where product = :product and model = :model and source_run = :run
            """)
        .bind("product", product)
        .bind("model", model)
        .bind("run", run)
        .mapTo(Integer.class)
        .findOne();
  }

  /** Adds the next version. On PostgreSQL the primary key settles a race; the loser is retried. */
  static int insert(
      Handle h, String product, NewVersion version, Instant at, String actor, String run) {
    int number =
        h.createQuery(
                """
                select coalesce(max(version), 0) + 1 from model_version
                where product = :product and model = :model
                """)
            .bind("product", product)
            .bind("model", version.model())
            .mapTo(Integer.class)
            .one();
    h.createUpdate(
            """
            insert into model_version
              (product, model, version, source_run, stage, created_at, created_by, document)
            values (:product, :model, :version, :run, :stage, :at, :actor, :document)
            """)
        .bind("product", product)
        .bind("model", version.model())
        .bind("version", number)
        .bind("run", run)
        .bind("stage", Stage.STAGING.name())
        .bind("at", at)
        .bind("actor", actor)
        .bind("document", Json.write(version))
        .execute();
    return number;
  }

  static Optional<ModelVersion> find(Handle h, String product, String model, int version) {
    return h.createQuery(
            COLUMNS + "where product = :product and model = :model and version = :version")
        .bind("product", product)
        .bind("model", model)
        .bind("version", version)
        .map((rs, ctx) -> version(h, rs))
        .findOne();
  }

  static List<ModelVersion> page(Handle h, String product, String model, int before, int limit) {
    return h.createQuery(
            COLUMNS
                + """
                where product = :product and model = :model and version < :before
                order by version desc limit :limit
                """)
        .bind("product", product)
        .bind("model", model)
        .bind("before", before)
        .bind("limit", limit)
        .map((rs, ctx) -> version(h, rs))
        .list();
  }

  private static ModelVersion version(Handle h, java.sql.ResultSet rs)
      throws java.sql.SQLException {
    String product = rs.getString("product");
    String model = rs.getString("model");
    int version = rs.getInt("version");
    return new ModelVersion(
        product,
        model,
        version,
        Stage.valueOf(rs.getString("stage")),
        aliases(h, product, model, version),
        Instant.ofEpochMilli(rs.getLong("created_at")),
        rs.getString("created_by"),
        Json.read(rs.getString("document"), NewVersion.class),
        history(h, product, model, version));
  }

  static List<ModelSummary> models(Handle h, String product) {
    return h.createQuery(
            """
            select v.model, count(*) as versions,
              (select a.version from model_alias a where a.product = v.product
                and a.model = v.model and a.alias = 'champion') as champion,
              (select a.version from model_alias a where a.product = v.product
                and a.model = v.model and a.alias = 'challenger') as challenger
            from model_version v where v.product = :product
            group by v.product, v.model order by v.model
            """)
        .bind("product", product)
        .map(
            (rs, ctx) ->
                new ModelSummary(
                    rs.getString("model"),
                    rs.getInt("versions"),
                    whole(rs, "champion"),
                    whole(rs, "challenger")))
        .list();
  }

  private static @Nullable Integer whole(java.sql.ResultSet rs, String column)
      throws java.sql.SQLException {
    int value = rs.getInt(column);
    return rs.wasNull() ? null : value;
  }

  static Optional<Integer> alias(Handle h, String product, String model, String alias) {
    return h.createQuery(
            """
            select version from model_alias
            where product = :product and model = :model and alias = :alias
            """)
        .bind("product", product)
        .bind("model", model)
        .bind("alias", alias)
        .mapTo(Integer.class)
        .findOne();
  }

  private static List<String> aliases(Handle h, String product, String model, int version) {
    return h.createQuery(
            """
            select alias from model_alias
            where product = :product and model = :model and version = :version order by alias
            """)
        .bind("product", product)
        .bind("model", model)
        .bind("version", version)
        .mapTo(String.class)
        .list();
  }

  static void setAlias(Handle h, String product, String model, String alias, int version) {
    h.createUpdate(
            """
            insert into model_alias (product, model, alias, version)
            values (:product, :model, :alias, :version)
            on conflict (product, model, alias) do update set version = excluded.version
            """)
        .bind("product", product)
        .bind("model", model)
        .bind("alias", alias)
        .bind("version", version)
        .execute();
  }

  static void dropAlias(Handle h, String product, String model, String alias) {
    h.createUpdate(
            "delete from model_alias where product = :product and model = :model and alias = :alias")
        .bind("product", product)
        .bind("model", model)
        .bind("alias", alias)
        .execute();
  }

  /** False where it is in that stage already. */
  static boolean setStage(Handle h, String product, String model, int version, Stage stage) {
    return h.createUpdate(
                """
                update model_version set stage = :stage
                where product = :product and model = :model and version = :version
                  and stage <> :stage
                """)
            .bind("product", product)
            .bind("model", model)
            .bind("version", version)
            .bind("stage", stage.name())
            .execute()
        > 0;
  }

  static void append(Handle h, String product, String model, int version, Change change) {
    h.createUpdate(
            """
            insert into model_change
              (product, model, version, at, event_time, actor, change, evidence)
            values (:product, :model, :version, :at, :eventTime, :actor, :change, :evidence)
            """)
        .bind("product", product)
        .bind("model", model)
        .bind("version", version)
        .bind("at", change.at())
        .bind("eventTime", change.eventTime())
        .bind("actor", change.actor())
        .bind("change", change.change())
        .bind("evidence", Json.write(change.evidence()))
        .execute();
  }

  static boolean happened(Handle h, String product, String model, int version, String change) {
    return h.createQuery(
                """
                select count(*) from model_change where product = :product and model = :model
                  and version = :version and change = :change
                """)
            .bind("product", product)
            .bind("model", model)
            .bind("version", version)
            .bind("change", change)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  private static List<Change> history(Handle h, String product, String model, int version) {
    return h.createQuery(
            """
            select at, event_time, actor, change, evidence from model_change
            where product = :product and model = :model and version = :version order by id
            """)
        .bind("product", product)
        .bind("model", model)
        .bind("version", version)
        .map(
            (rs, ctx) ->
                new Change(
                    Instant.ofEpochMilli(rs.getLong("at")),
                    Instant.ofEpochMilli(rs.getLong("event_time")),
                    rs.getString("actor"),
                    rs.getString("change"),
                    Json.read(rs.getString("evidence"), JsonNode.class)))
        .list();
  }
}
