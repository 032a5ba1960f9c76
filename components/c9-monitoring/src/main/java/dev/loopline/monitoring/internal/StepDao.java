package dev.loopline.monitoring.internal;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Statements on the tally of events that the loop's story is told from. */
final class StepDao {
  private StepDao() {}

  /** How often a type of event was seen, and where last. */
  record Tally(long count, long position, String event, @Nullable Double seconds) {}

  /** Counts an event once, however often it is delivered: its position must be a later one. */
  static void count(
      Handle h,
      String product,
      String type,
      long position,
      String event,
      @Nullable Double seconds) {
    h.createUpdate(
            """
            insert into monitoring_step (product, type, count, position, event, seconds)
            values (:product, :type, 1, :position, :event, :seconds)
            on conflict (product, type) do update
            set count = monitoring_step.count + 1, position = excluded.position,
              event = excluded.event, seconds = excluded.seconds
            where monitoring_step.position < excluded.position
            """)
        .bind("product", product)
        .bind("type", type)
        .bind("position", position)
        .bind("event", event)
        .bind("seconds", seconds)
        .execute();
  }

  static Map<String, Tally> of(Handle h, String product) {
    Map<String, Tally> tallies = new HashMap<>();
    h.createQuery(
            """
            select type, count, position, event, seconds from monitoring_step
            where product = :product
            """)
        .bind("product", product)
        .map(
            (rs, ctx) -> {
              double seconds = rs.getDouble("seconds");
              Double known = rs.wasNull() ? null : seconds;
              return Map.entry(
                  rs.getString("type"),
                  new Tally(
                      rs.getLong("count"), rs.getLong("position"), rs.getString("event"), known));
            })
        .forEach(e -> tallies.put(e.getKey(), e.getValue()));
    return tallies;
  }
}
