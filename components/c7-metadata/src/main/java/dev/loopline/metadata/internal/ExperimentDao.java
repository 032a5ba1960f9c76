package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Lifecycle;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The statements over experiments and their tags. */
final class ExperimentDao {
  private static final String SELECT =
      """
      select e.id, e.name, e.artifact_location, e.created_at, e.updated_at, e.deleted_at
      from experiment e
      """;

  private ExperimentDao() {}

  static void ensureDefault(Tx tx, Instant now) {
    tx.handle()
        .createUpdate(
            """
            insert into experiment (id, name, artifact_location, created_at, updated_at)
            values (0, 'Default', 'mlflow-artifacts:/0', :now, :now) on conflict do nothing
            """)
        .bind("now", now)
        .execute();
  }

  /** The new experiment's id; empty where the name is taken. */
  static Optional<Long> insert(Tx tx, String name, Instant now) {
    return tx.handle()
        .createQuery(
            """
            insert into experiment (name, artifact_location, created_at, updated_at)
            values (:name, '', :now, :now) on conflict (name) do nothing returning id
            """)
        .bind("name", name)
        .bind("now", now)
        .mapTo(Long.class)
        .findOne();
  }

  static void locate(Tx tx, long id, String location) {
    tx.handle()
        .createUpdate("update experiment set artifact_location = :location where id = :id")
        .bind("id", id)
        .bind("location", location)
        .execute();
  }

  static Optional<Experiment> byId(Handle h, long id) {
    return one(h, Sql.of("e.id = ?", id));
  }

  static Optional<Experiment> byName(Handle h, String name) {
    return one(h, Sql.of("e.name = ?", name));
  }

  private static Optional<Experiment> one(Handle h, Sql where) {
    return list(h, where, "e.id", 0, 1).stream().findFirst();
  }

  static List<Experiment> list(Handle h, Sql where, String order, int offset, int limit) {
    Sql sql =
        Sql.of(SELECT + "where ")
            .then(where)
            .then(" order by " + order + " limit ? offset ?", limit, offset);
    List<Experiment> bare = Rows.list(h, sql, ExperimentDao::bare);
    Map<Long, Map<String, String>> tags = tags(h, bare.stream().map(Experiment::id).toList());
    return bare.stream()
        .map(
            e ->
                new Experiment(
                    e.id(),
                    e.name(),
                    e.artifactLocation(),
                    e.lifecycle(),
                    e.createdAt(),
                    e.updatedAt(),
                    tags.getOrDefault(e.id(), Map.of())))
        .toList();
  }

  private static Experiment bare(ResultSet rs, StatementContext ctx) throws SQLException {
    rs.getLong("deleted_at");
    Lifecycle lifecycle = rs.wasNull() ? Lifecycle.ACTIVE : Lifecycle.DELETED;
    return new Experiment(
        rs.getLong("id"),
        rs.getString("name"),
        rs.getString("artifact_location"),
        lifecycle,
        Instant.ofEpochMilli(rs.getLong("created_at")),
        Instant.ofEpochMilli(rs.getLong("updated_at")),
        Map.of());
  }

  private static Map<Long, Map<String, String>> tags(Handle h, List<Long> ids) {
    Map<Long, Map<String, String>> tags = new HashMap<>();
    if (!ids.isEmpty()) {
      h.createQuery(
              """
              select experiment_id, key, value from experiment_tag
              where experiment_id in (<ids>)
              """)
          .bindList("ids", ids)
          .map(
              (rs, ctx) ->
                  tags.computeIfAbsent(rs.getLong("experiment_id"), id -> new HashMap<>())
                      .put(rs.getString("key"), rs.getString("value")))
          .list();
    }
    return tags;
  }

  /** False where another has the name. */
  static boolean rename(Tx tx, long id, String name, Instant now) {
    return tx.handle()
            .createUpdate(
                """
                update experiment set name = :name, updated_at = :now
                where id = :id
                  and not exists (select 1 from experiment o where o.name = :name and o.id <> :id)
                """)
            .bind("id", id)
            .bind("name", name)
            .bind("now", now)
            .execute()
        > 0;
  }

  /** Deletes or, with null, restores; false where it is so already. */
  static boolean setDeleted(Tx tx, long id, boolean deleted, Instant now) {
    String change =
        deleted
            ? "deleted_at = :now, updated_at = :now where id = :id and deleted_at is null"
            : "deleted_at = null, updated_at = :now where id = :id and deleted_at is not null";
    return tx.handle()
            .createUpdate("update experiment set " + change)
            .bind("id", id)
            .bind("now", now)
            .execute()
        > 0;
  }

  static void setTag(Tx tx, long id, String key, String value) {
    tx.handle()
        .createUpdate(
            """
            insert into experiment_tag (experiment_id, key, value) values (:id, :key, :value)
            on conflict (experiment_id, key) do update set value = excluded.value
            """)
        .bind("id", id)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  static boolean deleteTag(Tx tx, long id, String key) {
    return tx.handle()
            .createUpdate("delete from experiment_tag where experiment_id = :id and key = :key")
            .bind("id", id)
            .bind("key", key)
            .execute()
        > 0;
  }
}
