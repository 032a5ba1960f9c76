package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.Trigger;
import dev.loopline.workflow.schedule.CatchUp;
import dev.loopline.workflow.schedule.Timetable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over triggers, and over which events have fired. */
final class TriggerDao {
  /** A pipeline that listens to a type of event, and what its data must hold. */
  record Listener(String pipeline, JsonNode when) {}

  /**
   * A pipeline's schedule.
   *
   * @param next its next moment; null until the product's event time is first seen
   */
  record Timed(String pipeline, int place, String every, @Nullable Instant next, boolean paused) {}

  private TriggerDao() {}

  static void deleteAll(Tx tx, String product) {
    tx.handle()
        .createUpdate("delete from workflow_trigger where product = :product")
        .bind("product", product)
        .execute();
  }

  /** Where a trigger stands: which of its pipeline's. */
  record Place(String product, String pipeline, int index) {}

  /**
   * @param next its next moment in event time, for a period
   * @param slot its next slot, for a timetable
   */
  static void insert(
      Tx tx, Place place, Trigger trigger, @Nullable Instant next, @Nullable Instant slot) {
    Optional<Trigger.Listening> listening = trigger.listening();
    CatchUp catchUp = trigger.catchUp() == null ? CatchUp.LAST : trigger.catchUp();
    tx.handle()
        .createUpdate(
            """
            insert into workflow_trigger (product, pipeline, place, event, conditions, every,
              next_at, timetable, catch_up, slot_at, paused)
            values (:product, :pipeline, :place, :event, :conditions, :every,
              :next, :timetable, :catchUp, :slot,
              (select count(*) from workflow_pause p
                where p.product = :product and p.pipeline = :pipeline))
            """)
        .bind("product", place.product())
        .bind("pipeline", place.pipeline())
        .bind("place", place.index())
        .bind("event", listening.map(Trigger.Listening::event).orElse(null))
        .bind("conditions", Json.write(listening.map(Trigger.Listening::when).orElse(Map.of())))
        .bind("every", trigger.eventTimePeriod().orElse(null))
        .bindByType("next", RunDao.millis(next), Long.class)
        .bind("timetable", trigger.timetable().map(Timetable::toString).orElse(null))
        .bind("catchUp", catchUp.name())
        .bindByType("slot", RunDao.millis(slot), Long.class)
        .execute();
  }

  static List<Listener> listeners(Handle h, String product, String event) {
    return h.createQuery(
            """
            select pipeline, conditions from workflow_trigger
            where product = :product and event = :event order by pipeline, place
            """)
        .bind("product", product)
        .bind("event", event)
        .map(
            (rs, ctx) ->
                new Listener(rs.getString("pipeline"), Json.parse(rs.getString("conditions"))))
        .list();
  }

  static List<Timed> timed(Handle h, String product) {
    return h.createQuery(
            """
            select pipeline, place, every, next_at, paused from workflow_trigger
            where product = :product and every is not null order by pipeline, place
            """)
        .bind("product", product)
        .map(
            (rs, ctx) ->
                new Timed(
                    rs.getString("pipeline"),
                    rs.getInt("place"),
                    rs.getString("every"),
                    RunDao.instant(rs, "next_at"),
                    rs.getInt("paused") > 0))
        .list();
  }

  /** The next moment that an equal schedule of the pipeline had, so that applying keeps it. */
  static Optional<Instant> next(List<Timed> before, String pipeline, String every) {
    return before.stream()
        .filter(t -> t.pipeline().equals(pipeline) && t.every().equals(every))
        .flatMap(t -> Stream.ofNullable(t.next()))
        .findFirst();
  }

  /** False where it is not as it was: replaced, or moved by another. */
  static boolean moveTo(Tx tx, String product, Timed schedule, Instant next) {
    return tx.handle()
            .createUpdate(
                """
            update workflow_trigger set next_at = :next
            where product = :product and pipeline = :pipeline and place = :place
              and every = :every and coalesce(next_at, -1) = coalesce(:due, -1)
            """)
            .bind("every", schedule.every())
            .bindByType("due", RunDao.millis(schedule.next()), Long.class)
            .bind("next", next)
            .bind("product", product)
            .bind("pipeline", schedule.pipeline())
            .bind("place", schedule.place())
            .execute()
        > 0;
  }

  /** Holds a pipeline's schedules, or lets them go. */
  static void pause(Tx tx, String product, String pipeline, boolean paused) {
    tx.handle()
        .createUpdate(
            """
            update workflow_trigger set paused = :paused
            where product = :product and pipeline = :pipeline
            """)
        .bind("paused", paused ? 1 : 0)
        .bind("product", product)
        .bind("pipeline", pipeline)
        .execute();
  }

  /** False where this event has fired this pipeline before: events come at least once. */
  static boolean fire(Tx tx, String event, String product, String pipeline, Instant at) {
    return tx.handle()
            .createUpdate(
                """
                insert into workflow_firing (event_id, product, pipeline, at)
                values (:event, :product, :pipeline, :at)
                on conflict (event_id, product, pipeline) do nothing
                """)
            .bind("event", event)
            .bind("product", product)
            .bind("pipeline", pipeline)
            .bind("at", at)
            .execute()
        > 0;
  }
}
