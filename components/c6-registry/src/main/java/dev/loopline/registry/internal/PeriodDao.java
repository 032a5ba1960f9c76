package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.registry.Stage;
import dev.loopline.registry.StagePeriod;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The statements over the periods that versions spent in stages. */
final class PeriodDao {
  private static final String COLUMNS =
      "id, model, version, stage, since, until, event_since, event_until";

  private static final RowMapper<StagePeriod> PERIOD = (rs, ctx) -> period(rs);

  private PeriodDao() {}

  /** A moment on both clocks. */
  record Moment(Instant wall, Instant event) {}

  /** Ends the period that is open and begins that of the new stage; {@code None} has none. */
  static void move(Tx tx, String model, VersionKey key, Stage to, Moment at) {
    close(tx, key, at);
    if (to.equals(Stage.NONE)) {
      return;
    }
    tx.handle()
        .createUpdate(
            """
            insert into stage_period
              (model_no, model, version, stage, since, event_since)
            values (:no, :model, :version, :stage, :since, :eventSince)
            """)
        .bind("no", key.model())
        .bind("model", model)
        .bind("version", key.version())
        .bind("stage", to.label())
        .bind("since", at.wall())
        .bind("eventSince", at.event())
        .execute();
  }

  static void close(Tx tx, VersionKey key, Moment at) {
    tx.handle()
        .createUpdate(
            """
            update stage_period set until = :until, event_until = :eventUntil
            where model_no = :no and version = :version and until is null
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .bind("until", at.wall())
        .bind("eventUntil", at.event())
        .execute();
  }

  static void closeAll(Tx tx, long modelNo, Moment at) {
    tx.handle()
        .createUpdate(
            """
            update stage_period set until = :until, event_until = :eventUntil
            where model_no = :no and until is null
            """)
        .bind("no", modelNo)
        .bind("until", at.wall())
        .bind("eventUntil", at.event())
        .execute();
  }

  static void rename(Tx tx, long modelNo, String name) {
    tx.handle()
        .createUpdate("update stage_period set model = :name where model_no = :no")
        .bind("no", modelNo)
        .bind("name", name)
        .execute();
  }

  static List<StagePeriod> at(Handle h, String model, Stage stage, Instant at) {
    return periods(
        h,
        """
        and since <= :at and (until is null or until > :at) order by since desc, id desc
        """,
        model,
        stage,
        at);
  }

  static List<StagePeriod> atEventTime(Handle h, String model, Stage stage, Instant at) {
    return periods(
        h,
        """
        and event_since <= :at and (event_until is null or event_until > :at)
        order by event_since desc, id desc
        """,
        model,
        stage,
        at);
  }

  private static List<StagePeriod> periods(
      Handle h, String condition, String model, Stage stage, Instant at) {
    return h.createQuery(
            "select "
                + COLUMNS
                + " from stage_period where model = :model and stage = :stage "
                + condition)
        .bind("model", model)
        .bind("stage", stage.label())
        .bind("at", at)
        .map(PERIOD)
        .list();
  }

  private static StagePeriod period(ResultSet rs) throws SQLException {
    return new StagePeriod(
        rs.getString("model"),
        rs.getInt("version"),
        rs.getString("stage"),
        Instant.ofEpochMilli(rs.getLong("since")),
        instant(rs.getObject("until")),
        Instant.ofEpochMilli(rs.getLong("event_since")),
        instant(rs.getObject("event_until")));
  }

  /** A period with its number, which grows as they begin. */
  record Numbered(long no, StagePeriod period) {}

  /** All periods of a model in any stage, those that began last first. */
  static List<Numbered> newest(Handle h, String model, long before, int limit) {
    return h.createQuery(
            "select "
                + COLUMNS
                + " from stage_period where model = :model and id < :before"
                + " order by id desc limit :limit")
        .bind("model", model)
        .bind("before", before)
        .bind("limit", limit)
        .map((rs, ctx) -> new Numbered(rs.getLong("id"), period(rs)))
        .list();
  }

  private static @Nullable Instant instant(@Nullable Object millis) {
    return millis instanceof Number number ? Instant.ofEpochMilli(number.longValue()) : null;
  }
}
