package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunCursor;
import dev.loopline.metadata.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The statements over runs; what they logged is {@link RunDataDao}'s. */
public final class RunDao {
  private static final String SELECT =
      """
      select id, experiment_id, name, user_name, status, lifecycle, started_at, ended_at from run
      """;

  /** A run before what it logged is put to it. */
  private static final RowMapper<Run> BARE =
      (rs, ctx) -> {
        long ended = rs.getLong("ended_at");
        Instant endedAt = rs.wasNull() ? null : Instant.ofEpochMilli(ended);
        return new Run(
            rs.getString("id"),
            rs.getLong("experiment_id"),
            rs.getString("name"),
            rs.getString("user_name"),
            RunStatus.valueOf(rs.getString("status")),
            Lifecycle.valueOf(rs.getString("lifecycle")),
            Instant.ofEpochMilli(rs.getLong("started_at")),
            endedAt,
            Map.of(),
            Map.of(),
            List.of());
      };

  private RunDao() {}

  public static void insert(
      Tx tx, String id, long experiment, String name, String user, Instant startedAt) {
    tx.handle()
        .createUpdate(
            """
            insert into run (id, experiment_id, name, user_name, status, lifecycle, started_at)
            values (:id, :experiment, :name, :user, 'RUNNING', 'ACTIVE', :started)
            """)
        .bind("id", id)
        .bind("experiment", experiment)
        .bind("name", name)
        .bind("user", user)
        .bind("started", startedAt)
        .execute();
  }

  public static Optional<Run> find(Handle h, String id) {
    return h.createQuery(SELECT + "where id = :id")
        .bind("id", id)
        .map(BARE)
        .findOne()
        .map(run -> RunDataDao.fill(h, List.of(run)).getFirst());
  }

  public static Optional<Lifecycle> lifecycle(Handle h, String id) {
    return h.createQuery("select lifecycle from run where id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .map(Lifecycle::valueOf);
  }

  public static List<Run> page(
      Handle h,
      List<Long> experiments,
      Lifecycle lifecycle,
      @Nullable RunCursor cursor,
      int limit) {
    if (experiments.isEmpty()) {
      return List.of();
    }
    List<Run> runs =
        h.createQuery(
                SELECT
                    + """
                    where experiment_id in (<experiments>) and lifecycle = :lifecycle
                      and (started_at < :before or (started_at = :before and id > :after))
                    order by started_at desc, id limit :limit
                    """)
            .bindList("experiments", experiments)
            .bind("lifecycle", lifecycle.name())
            .bind("before", cursor == null ? Long.MAX_VALUE : cursor.startedAt().toEpochMilli())
            .bind("after", cursor == null ? "" : cursor.id())
            .bind("limit", limit)
            .map(BARE)
            .list();
    return RunDataDao.fill(h, runs);
  }

  public static void update(
      Tx tx,
      String id,
      @Nullable RunStatus status,
      @Nullable Instant endedAt,
      @Nullable String name) {
    tx.handle()
        .createUpdate(
            """
            update run set
              status = coalesce(:status, status),
              ended_at = coalesce(:ended, ended_at),
              name = coalesce(:name, name)
            where id = :id
            """)
        .bind("status", status == null ? null : status.name())
        .bind("ended", endedAt == null ? null : (Long) endedAt.toEpochMilli())
        .bind("name", name)
        .bind("id", id)
        .execute();
  }

  public static boolean setLifecycle(Tx tx, String id, Lifecycle lifecycle) {
    return tx.handle()
            .createUpdate("update run set lifecycle = :lifecycle where id = :id")
            .bind("lifecycle", lifecycle.name())
            .bind("id", id)
            .execute()
        > 0;
  }
}
