package dev.loopline.delivery.internal;

import dev.loopline.delivery.ArtifactView;
import dev.loopline.delivery.DeliveryView.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over deliveries and delivered artifacts. */
final class DeliveryDao {
  private static final String COLUMNS =
      """
      select id, product, kind, event_id, actor, commit_id, model, version, run_id, state,
        artifact, started_at, ended_at from delivery
      """;

  private DeliveryDao() {}

  private static DeliveryRow row(ResultSet rs) throws SQLException {
    int version = rs.getInt("version");
    Integer known = rs.wasNull() ? null : (Integer) version;
    long ended = rs.getLong("ended_at");
    Instant endedAt = rs.wasNull() ? null : Instant.ofEpochMilli(ended);
    return new DeliveryRow(
        rs.getString("id"),
        rs.getString("product"),
        Kind.valueOf(rs.getString("kind")),
        rs.getString("event_id"),
        rs.getString("actor"),
        rs.getString("commit_id"),
        rs.getString("model"),
        known,
        rs.getString("run_id"),
        rs.getString("state"),
        rs.getString("artifact"),
        Instant.ofEpochMilli(rs.getLong("started_at")),
        endedAt);
  }

  /** One delivery for each event, however often the event is delivered. */
  static boolean insert(Handle h, DeliveryRow row) {
    return h.createUpdate(
                """
                insert into delivery
                  (id, product, kind, event_id, actor, commit_id, model, version, state,
                    started_at)
                values (:id, :product, :kind, :event, :actor, :commit, :model, :version, :state,
                  :startedAt)
                on conflict (event_id) do nothing
                """)
            .bind("id", row.id())
            .bind("product", row.product())
            .bind("kind", row.kind().name())
            .bind("event", row.eventId())
            .bind("actor", row.actor())
            .bind("commit", row.commit())
            .bind("model", row.model())
            .bind("version", row.version())
            .bind("state", row.state())
            .bind("startedAt", row.startedAt())
            .execute()
        > 0;
  }

  /** The oldest in a state: of a product and kind at most one is RUNNING, the others wait. */
  static Optional<DeliveryRow> first(Handle h, String product, Kind kind, String state) {
    return h.createQuery(
            COLUMNS
                + "where product = :product and kind = :kind and state = :state order by id limit 1")
        .bind("product", product)
        .bind("kind", kind.name())
        .bind("state", state)
        .map((rs, ctx) -> row(rs))
        .findOne();
  }

  static Optional<DeliveryRow> ofRun(Handle h, String run) {
    return h.createQuery(COLUMNS + "where run_id = :run")
        .bind("run", run)
        .map((rs, ctx) -> row(rs))
        .findOne();
  }

  static Optional<DeliveryRow> find(Handle h, String product, String id) {
    return h.createQuery(COLUMNS + "where product = :product and id = :id")
        .bind("product", product)
        .bind("id", id)
        .map((rs, ctx) -> row(rs))
        .findOne();
  }

  static List<DeliveryRow> page(Handle h, String product, @Nullable String before, int limit) {
    return h.createQuery(
            COLUMNS
                + """
                where product = :product and (:before is null or id < :before)
                order by id desc limit :limit
                """)
        .bind("product", product)
        .bindByType("before", before, String.class)
        .bind("limit", limit)
        .map((rs, ctx) -> row(rs))
        .list();
  }

  /** False where it does not wait any more. */
  static boolean started(Handle h, String id, String run, Instant at) {
    return h.createUpdate(
                """
                update delivery set run_id = :run, state = 'RUNNING', started_at = :at
                where id = :id and state = 'PENDING'
                """)
            .bind("run", run)
            .bind("at", at)
            .bind("id", id)
            .execute()
        > 0;
  }

  /** False where it has ended before: an event that is delivered twice tells it once. */
  static boolean ended(Handle h, String id, String state, Instant at) {
    return h.createUpdate(
                """
                update delivery set state = :state, ended_at = :at
                where id = :id and ended_at is null
                """)
            .bind("state", state)
            .bind("at", at)
            .bind("id", id)
            .execute()
        > 0;
  }

  static void packaged(Handle h, String run, String digest) {
    h.createUpdate("update delivery set artifact = :digest where run_id = :run")
        .bind("digest", digest)
        .bind("run", run)
        .execute();
  }

  static Optional<ArtifactView> artifact(Handle h, String product, String digest) {
    return h.createQuery(
            """
            select product, version, commit_id, digest, size, delivered_at from delivery_artifact
            where product = :product and digest = :digest
            """)
        .bind("product", product)
        .bind("digest", digest)
        .map((rs, ctx) -> artifact(rs))
        .findOne();
  }

  static List<ArtifactView> artifacts(Handle h, String product) {
    return h.createQuery(
            """
            select product, version, commit_id, digest, size, delivered_at from delivery_artifact
            where product = :product order by version desc
            """)
        .bind("product", product)
        .map((rs, ctx) -> artifact(rs))
        .list();
  }

  private static ArtifactView artifact(ResultSet rs) throws SQLException {
    return new ArtifactView(
        rs.getString("product"),
        rs.getInt("version"),
        rs.getString("commit_id"),
        rs.getString("digest"),
        rs.getLong("size"),
        Instant.ofEpochMilli(rs.getLong("delivered_at")));
  }

  /** The next version number. Locks the product's row, so that two never get the same. */
  static int nextVersion(Handle h, String product) {
    return h.createQuery(
            """
            insert into delivery_product (product, artifacts) values (:product, 1)
            on conflict (product) do update set artifacts = delivery_product.artifacts + 1
            returning artifacts
            """)
        .bind("product", product)
        .mapTo(Integer.class)
        .one();
  }

  static void insert(Handle h, ArtifactView artifact) {
    h.createUpdate(
            """
            insert into delivery_artifact
              (product, version, commit_id, digest, size, delivered_at)
            values (:product, :version, :commit, :digest, :size, :at)
            """)
        .bind("product", artifact.product())
        .bind("version", artifact.version())
        .bind("commit", artifact.commit())
        .bind("digest", artifact.digest())
        .bind("size", artifact.size())
        .bind("at", artifact.deliveredAt())
        .execute();
  }

  /** What a product's declarations were last taken from. */
  record Registered(String commit, String artifact) {}

  static Optional<Registered> registered(Handle h, String product) {
    return h.createQuery(
            """
            select commit_id, artifact from delivery_product
            where product = :product and commit_id is not null
            """)
        .bind("product", product)
        .map((rs, ctx) -> new Registered(rs.getString("commit_id"), rs.getString("artifact")))
        .findOne();
  }

  static void register(Handle h, String product, Registered registered) {
    h.createUpdate(
            """
            update delivery_product set commit_id = :commit, artifact = :artifact
            where product = :product
            """)
        .bind("commit", registered.commit())
        .bind("artifact", registered.artifact())
        .bind("product", product)
        .execute();
  }
}
