package dev.loopline.metadata.internal.openlineage;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.internal.openlineage.Incoming.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over runs of jobs. */
final class JobRunDao {
  private static final String SELECT =
      """
      select no, id, job_id, state, state_at, started_at, ended_at, facets, event_at
      from openlineage_run
      """;

  private JobRunDao() {}

  /** A run as it is known. */
  record Row(
      long no,
      String id,
      String job,
      State state,
      Instant stateAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      String facets,
      Instant at) {}

  static void put(Tx tx, Dialect dialect, Incoming.Run run, String job, State state, Instant at) {
    int inserted =
        tx.handle()
            .createUpdate(
                """
                insert into openlineage_run
                  (id, job_id, state, state_at, started_at, ended_at, facets, event_at)
                values (:id, :job, :state, :at, :started, :ended, :facets, :at)
                on conflict (id) do nothing
                """)
            .bind("id", run.id())
            .bind("job", job)
            .bind("state", state.name())
            .bind("at", at)
            .bind("started", state == State.START ? at.toEpochMilli() : null)
            .bind("ended", state.isEnd() ? at.toEpochMilli() : null)
            .bind("facets", Facets.stored(run.facets(), at))
            .execute();
    if (inserted == 0) {
      // Locked: of two events at once, the second merges with what the first wrote.
      Row there =
          Rows.list(
                  tx.handle(),
                  Sql.of(SELECT + " where id = ? " + dialect.forUpdate(), run.id()),
                  (rs, ctx) -> row(rs))
              .getFirst();
      update(tx, merged(there, run, job, state, at));
    }
  }

  /** The same whatever the order in which events come. */
  private static Row merged(Row there, Incoming.Run run, String job, State state, Instant at) {
    boolean newer = !at.isBefore(there.at());
    boolean moves = supersedes(state, at, there);
    return new Row(
        there.no(),
        there.id(),
        newer ? job : there.job(),
        moves ? state : there.state(),
        moves ? at : there.stateAt(),
        state == State.START ? earliest(there.startedAt(), at) : there.startedAt(),
        state.isEnd() ? latest(there.endedAt(), at) : there.endedAt(),
        Facets.merged(there.facets(), run.facets(), at),
        newer ? at : there.at());
  }

  /** An end stands against all that is none; of two of a kind, the later does. */
  private static boolean supersedes(State state, Instant at, Row there) {
    if (state.isEnd() != there.state().isEnd()) {
      return state.isEnd();
    }
    int later = at.compareTo(there.stateAt());
    return later > 0 || (later == 0 && state.compareTo(there.state()) > 0);
  }

  private static Instant earliest(@Nullable Instant known, Instant at) {
    return known == null || at.isBefore(known) ? at : known;
  }

  private static Instant latest(@Nullable Instant known, Instant at) {
    return known == null || at.isAfter(known) ? at : known;
  }

  private static void update(Tx tx, Row row) {
    tx.handle()
        .createUpdate(
            """
            update openlineage_run set job_id = :job, state = :state, state_at = :stateAt,
              started_at = :started, ended_at = :ended, facets = :facets, event_at = :at
            where no = :no
            """)
        .bind("job", row.job())
        .bind("state", row.state().name())
        .bind("stateAt", row.stateAt())
        .bind("started", row.startedAt() == null ? null : (Long) row.startedAt().toEpochMilli())
        .bind("ended", row.endedAt() == null ? null : (Long) row.endedAt().toEpochMilli())
        .bind("facets", row.facets())
        .bind("at", row.at())
        .bind("no", row.no())
        .execute();
  }

  private static Row row(ResultSet rs) throws SQLException {
    return new Row(
        rs.getLong("no"),
        rs.getString("id"),
        rs.getString("job_id"),
        State.valueOf(rs.getString("state")),
        Instant.ofEpochMilli(rs.getLong("state_at")),
        time(rs, "started_at"),
        time(rs, "ended_at"),
        rs.getString("facets"),
        Instant.ofEpochMilli(rs.getLong("event_at")));
  }

  private static @Nullable Instant time(ResultSet rs, String column) throws SQLException {
    long millis = rs.getLong(column);
    return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  static List<Row> after(Handle h, @Nullable String job, long no, int limit) {
    Sql sql = Sql.of(SELECT + " where no > ?", no);
    if (job != null) {
      sql = sql.then(" and job_id = ?", job);
    }
    return Rows.list(h, sql.then(" order by no limit ?", limit), (rs, ctx) -> row(rs));
  }

  static List<Row> all(Handle h, List<String> ids) {
    return h.createQuery(SELECT + " where id in (<ids>)")
        .bindList("ids", ids)
        .map((rs, ctx) -> row(rs))
        .list();
  }
}
