package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LoggedModelStatus;
import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.ImportedExperiment;
import dev.loopline.metadata.imports.Mark;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The statements over the ledger, and those that write what only another server can know. */
final class ImportDao {
  private static final int CHUNK = 500;

  private ImportDao() {}

  static Optional<Mark> find(Handle h, Entry entry) {
    return h.createQuery(
            "select here, state from imported where source = :source and kind = :kind and id = :id")
        .bind("source", entry.source())
        .bind("kind", entry.kind())
        .bind("id", entry.id())
        .map((rs, ctx) -> new Mark(rs.getString("here"), rs.getString("state")))
        .findOne();
  }

  static Map<String, Mark> marks(Handle h, String source, String kind, List<String> ids) {
    Map<String, Mark> marks = new HashMap<>();
    for (int from = 0; from < ids.size(); from += CHUNK) {
      h.createQuery(
              """
              select id, here, state from imported
              where source = :source and kind = :kind and id in (<ids>)
              """)
          .bind("source", source)
          .bind("kind", kind)
          .bindList("ids", ids.subList(from, Math.min(ids.size(), from + CHUNK)))
          .map(
              (rs, ctx) ->
                  marks.put(
                      rs.getString("id"), new Mark(rs.getString("here"), rs.getString("state"))))
          .list();
    }
    return marks;
  }

  static void put(Tx tx, Entry entry, Mark mark, Instant now) {
    tx.handle()
        .createUpdate(
            """
            insert into imported (source, kind, id, here, state, at)
            values (:source, :kind, :id, :here, :state, :now)
            on conflict (source, kind, id) do update set
              here = excluded.here, state = excluded.state, at = excluded.at
            """)
        .bind("source", entry.source())
        .bind("kind", entry.kind())
        .bind("id", entry.id())
        .bind("here", mark.here())
        .bind("state", mark.state())
        .bind("now", now)
        .execute();
  }

  /** A new experiment under an id of its own; false where the id or the name is taken. */
  static boolean insertExperiment(Tx tx, Dialect dialect, long id, String name, Instant at) {
    boolean made =
        tx.handle()
                .createUpdate(
                    """
                    insert into experiment (id, name, artifact_location, created_at, updated_at)
                    values (:id, :name, '', :at, :at) on conflict do nothing
                    """)
                .bind("id", id)
                .bind("name", name)
                .bind("at", at)
                .execute()
            > 0;
    if (made && dialect == Dialect.POSTGRESQL) {
      // SQLite goes on behind the highest id by itself.
      tx.handle()
          .createQuery(
              """
              select setval(pg_get_serial_sequence('experiment', 'id'),
                greatest((select max(id) from experiment), 1))
              """)
          .mapTo(Long.class)
          .one();
    }
    return made;
  }

  static void restate(Tx tx, long experiment, ImportedExperiment to) {
    tx.handle()
        .createUpdate(
            """
            update experiment
            set created_at = :created, updated_at = :updated, deleted_at = :deleted where id = :id
            """)
        .bind("id", experiment)
        .bind("created", to.createdAt())
        .bind("updated", to.updatedAt())
        .bind("deleted", to.lifecycle() == Lifecycle.DELETED ? at(to.updatedAt()) : null)
        .execute();
  }

  static void setUser(Tx tx, long run, String user) {
    tx.handle()
        .createUpdate("update run set user_name = :user where no = :no")
        .bind("no", run)
        .bind("user", user)
        .execute();
  }

  static void restate(Tx tx, long model, LoggedModelStatus status, Instant created, Instant at) {
    tx.handle()
        .createUpdate(
            """
            update logged_model
            set status = :status, created_at = :created, updated_at = :updated, deleted_at = null
            where no = :no
            """)
        .bind("no", model)
        .bind("status", status.name())
        .bind("created", created)
        .bind("updated", at)
        .execute();
  }

  /** Those of the runs that imports made. */
  static Set<String> copiesAmong(Handle h, List<String> ids) {
    Set<String> there = new HashSet<>();
    for (int from = 0; from < ids.size(); from += CHUNK) {
      there.addAll(
          h.createQuery("select id from run where imported = 1 and id in (<ids>)")
              .bindList("ids", ids.subList(from, Math.min(ids.size(), from + CHUNK)))
              .mapTo(String.class)
              .list());
    }
    return there;
  }

  private static Long at(Instant time) {
    return time.toEpochMilli();
  }
}
