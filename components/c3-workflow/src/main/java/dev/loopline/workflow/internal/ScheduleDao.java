package dev.loopline.workflow.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.workflow.schedule.CatchUp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements over those triggers that go by the wall clock. */
final class ScheduleDao {
  private static final String SELECT =
      """
      select product, pipeline, place, timetable, catch_up, slot_at from workflow_trigger
      where slot_at is not null
      """;
  private static final RowMapper<Scheduled> ROW =
      (rs, ctx) ->
          new Scheduled(
              rs.getString("product"),
              rs.getString("pipeline"),
              rs.getInt("place"),
              rs.getString("timetable"),
              CatchUp.valueOf(rs.getString("catch_up")),
              Instant.ofEpochMilli(rs.getLong("slot_at")));

  /**
   * A schedule by the wall clock.
   *
   * @param slot the first that was not yet judged
   */
  record Scheduled(
      String product,
      String pipeline,
      int place,
      String timetable,
      CatchUp catchUp,
      Instant slot) {}

  private ScheduleDao() {}

  /** Those whose slot has come and that are not paused, the longest due first. */
  static List<Scheduled> due(Handle h, Instant now) {
    return h.createQuery(SELECT + "and paused = 0 and slot_at <= :now order by slot_at")
        .bind("now", now.toEpochMilli())
        .map(ROW)
        .list();
  }

  /** Those whose slot has not come. */
  static List<Scheduled> ahead(Handle h, Instant now) {
    return h.createQuery(SELECT + "and paused = 0 and slot_at > :now")
        .bind("now", now.toEpochMilli())
        .map(ROW)
        .list();
  }

  static List<Scheduled> of(Handle h, String product) {
    return h.createQuery(SELECT + "and product = :product")
        .bind("product", product)
        .map(ROW)
        .list();
  }

  /** The first slot of each of a product's pipelines that has one. */
  static Map<String, Instant> nextByPipeline(Handle h, String product) {
    return of(h, product).stream()
        .collect(
            Collectors.toMap(
                Scheduled::pipeline, Scheduled::slot, (a, b) -> a.isBefore(b) ? a : b));
  }

  /** The first slot of all schedules that is later than a moment. */
  static Optional<Instant> next(Handle h, Instant after) {
    return h.createQuery(
            "select min(slot_at) from workflow_trigger where paused = 0 and slot_at > :after")
        .bind("after", after.toEpochMilli())
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  /** False where it is not as it was: replaced, paused, or judged by another server meanwhile. */
  static boolean moveTo(Tx tx, Scheduled schedule, Instant from, Instant to) {
    return tx.handle()
            .createUpdate(
                """
                update workflow_trigger set slot_at = :to
                where product = :product and pipeline = :pipeline and place = :place
                  and timetable = :timetable and slot_at = :from and paused = 0
                """)
            .bind("to", to.toEpochMilli())
            .bind("product", schedule.product())
            .bind("pipeline", schedule.pipeline())
            .bind("place", schedule.place())
            .bind("timetable", schedule.timetable())
            .bind("from", from.toEpochMilli())
            .execute()
        > 0;
  }
}
