package dev.loopline.workflow.internal;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The statements over tasks. */
final class TaskDao {
  private static final String SELECT =
      """
      select id, state, attempt, failures, losses, due_at, token, owner, leased_until, started_at,
        ended_at, <outputs>, error
      from workflow_task
      """;
  private static final RowMapper<TaskRow> ROW =
      (rs, ctx) -> {
        String token = rs.getString("token");
        Instant until = RunDao.instant(rs, "leased_until");
        return new TaskRow(
            rs.getString("id"),
            TaskState.valueOf(rs.getString("state")),
            new TaskRow.Tries(rs.getInt("attempt"), rs.getInt("failures"), rs.getInt("losses")),
            RunDao.instant(rs, "due_at"),
            token == null
                ? null
                : new Claim(token, rs.getString("owner"), Objects.requireNonNull(until)),
            RunDao.instant(rs, "started_at"),
            RunDao.instant(rs, "ended_at"),
            rs.getString("outputs"),
            rs.getString("error"));
      };

  /** A task's place in the tables. */
  record Key(String run, String task) {}

  /** A task of which some time is over: its backoff, its timeout or its claim. */
  record Due(Key key, TaskState state, @Nullable Instant due, @Nullable Claim claim) {}

  private TaskDao() {}

  static void insert(Tx tx, String run, int place, String uses, TaskRow task) {
    tx.handle()
        .createUpdate(
            """
            insert into workflow_task (run_id, id, place, uses, state, attempt, failures, losses,
              outputs)
            values (:run, :id, :place, :uses, :state, 0, 0, 0, :outputs)
            """)
        .bind("run", run)
        .bind("id", task.id())
        .bind("place", place)
        .bind("uses", uses)
        .bind("state", task.state().name())
        .bind("outputs", task.outputs())
        .execute();
  }

  /** Writes the row; the caller holds the run's lock. */
  static void save(Tx tx, String run, TaskRow task) {
    Claim claim = task.claim();
    tx.handle()
        .createUpdate(
            """
            update workflow_task set state = :state, attempt = :attempt, failures = :failures,
              losses = :losses, due_at = :due, token = :token, owner = :owner,
              leased_until = :until, started_at = :startedAt, ended_at = :endedAt,
              outputs = coalesce(:outputs, outputs), error = :error
            where run_id = :run and id = :id
            """)
        .bind("state", task.state().name())
        .bind("attempt", task.tries().attempt())
        .bind("failures", task.tries().failures())
        .bind("losses", task.tries().losses())
        .bind("due", RunDao.millis(task.due()))
        .bind("token", claim == null ? null : claim.token())
        .bind("owner", claim == null ? null : claim.owner())
        .bind("until", claim == null ? null : RunDao.millis(claim.until()))
        .bind("startedAt", RunDao.millis(task.startedAt()))
        .bind("endedAt", RunDao.millis(task.endedAt()))
        .bindByType("outputs", task.outputs(), String.class)
        .bind("error", task.error())
        .bind("run", run)
        .bind("id", task.id())
        .execute();
    String outputs = task.outputs();
    if (outputs != null) {
      BlobDao.name(tx, run, null, List.of(outputs));
    }
  }

  static List<TaskRow> of(Handle h, String run) {
    return of(h, run, "outputs");
  }

  /** Without their outputs, which may be large and which no transition looks at. */
  static List<TaskRow> states(Handle h, String run) {
    return of(h, run, "cast(null as text) as outputs");
  }

  private static List<TaskRow> of(Handle h, String run, String outputs) {
    return h.createQuery(SELECT + "where run_id = :run order by place")
        .define("outputs", outputs)
        .bind("run", run)
        .map(ROW)
        .list();
  }

  /** Ready tasks of these step types, oldest run first. */
  static List<Key> ready(Handle h, Collection<String> uses, int limit) {
    if (uses.isEmpty() || limit == 0) {
      return List.of();
    }
    return h.createQuery(
            """
            select run_id, id from workflow_task where state = 'READY' and uses in (<uses>)
            order by run_id, place limit :limit
            """)
        .bindList("uses", List.copyOf(uses))
        .bind("limit", limit)
        .map((rs, ctx) -> new Key(rs.getString("run_id"), rs.getString("id")))
        .list();
  }

  /** Ready tasks whose step type nobody here knows. */
  static List<Key> strange(Handle h, Collection<String> known) {
    return h.createQuery(
            """
            select run_id, id from workflow_task
            where state = 'READY' and uses not in (<known>) limit 100
            """)
        .bindList("known", List.copyOf(known))
        .map((rs, ctx) -> new Key(rs.getString("run_id"), rs.getString("id")))
        .list();
  }

  static List<Due> due(Handle h, Instant now) {
    return h.createQuery(
            """
            select run_id, id, state, due_at, token, owner, leased_until from workflow_task
            where (state = 'BACKING_OFF' and due_at <= :now)
              or (state = 'RUNNING' and (due_at <= :now or leased_until <= :now))
            order by run_id, place
            """)
        .bind("now", now)
        .map(
            (rs, ctx) -> {
              String token = rs.getString("token");
              Instant until = RunDao.instant(rs, "leased_until");
              return new Due(
                  new Key(rs.getString("run_id"), rs.getString("id")),
                  TaskState.valueOf(rs.getString("state")),
                  RunDao.instant(rs, "due_at"),
                  token == null || until == null
                      ? null
                      : new Claim(token, rs.getString("owner"), until));
            })
        .list();
  }

  /** When something is due next. */
  static Optional<Instant> nextDue(Handle h) {
    return h.createQuery(
            """
            select min(at) as next_at from (
              select due_at as at from workflow_task where state in ('BACKING_OFF', 'RUNNING')
              union all
              select leased_until as at from workflow_task where state = 'RUNNING') as times
            """)
        .map((rs, ctx) -> Optional.ofNullable(RunDao.instant(rs, "next_at")))
        .one();
  }

  /** When the oldest attempt that is under way began. */
  static Optional<Instant> oldestAttempt(Handle h) {
    return h.createQuery(
            "select min(started_at) as oldest from workflow_task where state = 'RUNNING'")
        .map((rs, ctx) -> Optional.ofNullable(RunDao.instant(rs, "oldest")))
        .one();
  }

  /** Running attempts of one owner. */
  static List<Due> ownedBy(Handle h, String owner) {
    return h.createQuery(
            """
            select run_id, id, token, leased_until from workflow_task
            where state = 'RUNNING' and owner = :owner order by run_id, place
            """)
        .bind("owner", owner)
        .map(
            (rs, ctx) ->
                new Due(
                    new Key(rs.getString("run_id"), rs.getString("id")),
                    TaskState.RUNNING,
                    null,
                    new Claim(
                        rs.getString("token"),
                        owner,
                        Instant.ofEpochMilli(rs.getLong("leased_until")))))
        .list();
  }

  /** Keeps these attempts, those of them that are still running. */
  static void renew(Tx tx, Collection<String> tokens, Instant until) {
    if (tokens.isEmpty()) {
      return;
    }
    tx.handle()
        .createUpdate(
            """
            update workflow_task set leased_until = :until
            where state = 'RUNNING' and token in (<tokens>)
            """)
        .bind("until", until)
        .bindList("tokens", List.copyOf(tokens))
        .execute();
  }

  /** False where the attempt is no longer running: its claim was taken back or it has ended. */
  static boolean renew(Tx tx, String token, Instant until) {
    return tx.handle()
            .createUpdate(
                """
                update workflow_task set leased_until = :until
                where state = 'RUNNING' and token = :token
                """)
            .bind("until", until)
            .bind("token", token)
            .execute()
        > 0;
  }

  /** Whether the attempt is running; it is then until the transaction ends. */
  static boolean lockRunning(Tx tx, String token, Dialect dialect) {
    return tx.handle()
        .createQuery(
            "select 1 from workflow_task where token = :token and state = 'RUNNING' "
                + dialect.forUpdate())
        .bind("token", token)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** The attempt's task and its state: RUNNING, or SUCCEEDED by this very attempt. */
  static Optional<Due> byToken(Handle h, String token) {
    return h.createQuery(
            """
            select run_id, id, state, owner, leased_until from workflow_task where token = :token
            """)
        .bind("token", token)
        .map(
            (rs, ctx) ->
                new Due(
                    new Key(rs.getString("run_id"), rs.getString("id")),
                    TaskState.valueOf(rs.getString("state")),
                    null,
                    new Claim(
                        token,
                        rs.getString("owner"),
                        Instant.ofEpochMilli(rs.getLong("leased_until")))))
        .findOne();
  }
}
