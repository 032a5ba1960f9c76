package dev.loopline.kernel.time;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Event time of each product: what "now" means for windows, cool-downs and "known at".
 *
 * <p>A product that was never advanced lives in wall-clock time. Once it is advanced (a replay, or
 * a watermark) its time moves only by {@link #advance}, and never back. Durable.
 */
public final class EventTime {
  private final Database db;
  private final WallClock clock;

  public EventTime(Database db, WallClock clock) {
    this.db = db;
    this.clock = clock;
  }

  /** The product's event time, or the wall clock's where it was never advanced. */
  public Instant now(String product) {
    return find(product).orElseGet(clock::now);
  }

  public Instant now(Tx tx, String product) {
    return find(tx.handle(), product).orElseGet(clock::now);
  }

  public Optional<Instant> find(String product) {
    return db.read(h -> find(h, product));
  }

  public static Optional<Instant> find(Tx tx, String product) {
    return find(tx.handle(), product);
  }

  private static Optional<Instant> find(Handle h, String product) {
    return h.createQuery("select at from event_time where product = :product")
        .bind("product", product)
        .mapTo(Instant.class)
        .findOne();
  }

  /**
   * Moves the product's event time to {@code to}; an earlier time than the present one changes
   * nothing. Returns whether it moved.
   */
  public boolean advance(Tx tx, String product, Instant to) {
    return tx.handle()
            .createUpdate(
                """
                insert into event_time (product, at) values (:product, :at)
                on conflict (product) do update set at = excluded.at
                where excluded.at > event_time.at
                """)
            .bind("product", product)
            .bind("at", to)
            .execute()
        > 0;
  }
}
