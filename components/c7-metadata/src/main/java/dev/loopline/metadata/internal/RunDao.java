package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over runs; what they logged is {@link LoggedDao}'s. */
final class RunDao {
  private RunDao() {}

  /** The new run's number. */
  static long insert(
      Tx tx, String id, long experiment, String name, String user, Instant startedAt) {
    return tx.handle()
        .createQuery(
            """
            insert into run (id, experiment_id, name, user_name, status, started_at)
            values (:id, :experiment, :name, :user, 'RUNNING', :started) returning no
            """)
        .bind("id", id)
        .bind("experiment", experiment)
        .bind("name", name)
        .bind("user", user)
        .bind("started", startedAt)
        .mapTo(Long.class)
        .one();
  }

  static Optional<RunRow> find(Handle h, String id) {
    Sql sql = Sql.of("select " + RunRow.COLUMNS + RunRow.FROM).then("where r.id = ?", id);
    return Rows.list(h, sql, RunRow::of).stream().findFirst();
  }

  static List<RunRow> all(Handle h, List<Long> numbers) {
    if (numbers.isEmpty()) {
      return List.of();
    }
    return h.createQuery("select " + RunRow.COLUMNS + RunRow.FROM + "where r.no in (<numbers>)")
        .bindList("numbers", numbers)
        .map(RunRow::of)
        .list();
  }

  static void update(
      Tx tx,
      long no,
      @Nullable RunStatus status,
      @Nullable Instant endedAt,
      @Nullable String name) {
    tx.handle()
        .createUpdate(
            """
            update run set status = coalesce(:status, status),
              ended_at = coalesce(:ended, ended_at), name = coalesce(:name, name)
            where no = :no
            """)
        .bind("no", no)
        .bind("status", status == null ? null : status.name())
        .bind("ended", endedAt == null ? null : (Long) endedAt.toEpochMilli())
        .bind("name", name)
        .execute();
  }

  /** Takes back a run's end and its deletion; false where there is no such run. */
  static boolean resume(Tx tx, String id) {
    return tx.handle()
            .createUpdate(
                """
                update run set status = 'RUNNING', ended_at = null, deleted_at = null
                where id = :id
                """)
            .bind("id", id)
            .execute()
        > 0;
  }

  /** False where the run is not under way. */
  static boolean end(Tx tx, String id, RunStatus status, Instant at) {
    return tx.handle()
            .createUpdate(
                """
                update run set status = :status, ended_at = :at
                where id = :id and status = 'RUNNING'
                """)
            .bind("status", status.name())
            .bind("at", at)
            .bind("id", id)
            .execute()
        > 0;
  }

  /** False where it is so already. */
  static boolean setDeleted(Tx tx, long no, @Nullable Instant deletedAt) {
    String there = deletedAt == null ? "not null" : "null";
    return tx.handle()
            .createUpdate(
                "update run set deleted_at = :at where no = :no and deleted_at is " + there)
            .bind("no", no)
            .bind("at", deletedAt == null ? null : (Long) deletedAt.toEpochMilli())
            .execute()
        > 0;
  }

  /** Of two that add to what a run holds, one waits: each reads what it adds to. */
  static void lock(Tx tx, long no) {
    tx.handle().createUpdate("update run set name = name where no = :no").bind("no", no).execute();
  }

  static void restoreAllOf(Tx tx, long experiment) {
    tx.handle()
        .createUpdate(
            """
            update run set deleted_at = null
            where experiment_id = :experiment and deleted_at is not null
            """)
        .bind("experiment", experiment)
        .execute();
  }
}
