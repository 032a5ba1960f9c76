package dev.loopline.workflow.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.EventId;
import dev.loopline.workflow.CloudEvent;
import java.time.Instant;

/** The statements over which events of others have been taken into the log. */
final class ReceivedDao {
  private ReceivedDao() {}

  /** False where it was taken before; of two at once the second waits for the first. */
  static boolean take(Tx tx, String product, CloudEvent event, Instant now) {
    return tx.handle()
            .createUpdate(
                """
                insert into workflow_received (product, source, id, event_id, received_at)
                values (:product, :source, :id, '', :now)
                on conflict (product, source, id) do nothing
                """)
            .bind("product", product)
            .bind("source", event.source())
            .bind("id", event.id())
            .bind("now", now.toEpochMilli())
            .execute()
        > 0;
  }

  static void logged(Tx tx, String product, CloudEvent event, EventId logged) {
    tx.handle()
        .createUpdate(
            """
            update workflow_received set event_id = :event
            where product = :product and source = :source and id = :id
            """)
        .bind("event", logged.value())
        .bind("product", product)
        .bind("source", event.source())
        .bind("id", event.id())
        .execute();
  }

  static EventId require(Tx tx, String product, CloudEvent event) {
    return tx.handle()
        .createQuery(
            """
            select event_id from workflow_received
            where product = :product and source = :source and id = :id
            """)
        .bind("product", product)
        .bind("source", event.source())
        .bind("id", event.id())
        .mapTo(String.class)
        .map(EventId::new)
        .one();
  }
}
