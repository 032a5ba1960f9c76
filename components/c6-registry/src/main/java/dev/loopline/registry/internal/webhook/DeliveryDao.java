package dev.loopline.registry.internal.webhook;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.registry.Webhooks.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over deliveries. */
final class DeliveryDao {
  private static final int KEPT = 1_000;

  private DeliveryDao() {}

  /** A delivery to be made. */
  record Due(long no, String id, String webhook, String body, Instant createdAt, int attempts) {}

  /** Queues a delivery; false where the event is queued for that webhook already. */
  static boolean insert(
      Tx tx, String id, String webhook, String eventId, Payloads.Payload payload, Instant at) {
    return tx.handle()
            .createUpdate(
                """
                insert into webhook_delivery
                  (id, webhook_id, event_id, event, body, created_at, attempts, due_at,
                   claimed_until, succeeded)
                values (:id, :webhook, :eventId, :event, :body, :at, 0, :at, 0, 0)
                on conflict (webhook_id, event_id) do nothing
                """)
            .bind("id", id)
            .bind("webhook", webhook)
            .bind("eventId", eventId)
            .bind("event", payload.event().key())
            .bind("body", payload.body(at))
            .bind("at", at)
            .execute()
        > 0;
  }

  /** Takes what is due for itself until a moment, so that no other server delivers it as well. */
  static List<Due> claim(Tx tx, Dialect dialect, Instant now, Instant until, int most) {
    List<Due> due =
        tx.handle()
            .createQuery(
                """
                select no, id, webhook_id, body, created_at, attempts from webhook_delivery
                where due_at <= :now and claimed_until <= :now order by due_at limit :most
                """
                    + dialect.skipLocked())
            .bind("now", now)
            .bind("most", most)
            .map(
                (rs, ctx) ->
                    new Due(
                        rs.getLong("no"),
                        rs.getString("id"),
                        rs.getString("webhook_id"),
                        rs.getString("body"),
                        Instant.ofEpochMilli(rs.getLong("created_at")),
                        rs.getInt("attempts")))
            .list();
    for (Due one : due) {
      claimUntil(tx, one.no(), until);
    }
    return due;
  }

  static void release(Tx tx, long no) {
    claimUntil(tx, no, Instant.EPOCH);
  }

  private static void claimUntil(Tx tx, long no, Instant until) {
    tx.handle()
        .createUpdate("update webhook_delivery set claimed_until = :until where no = :no")
        .bind("no", no)
        .bind("until", until)
        .execute();
  }

  /** When the next one is due that nobody has claimed. */
  static Optional<Instant> nextDue(Handle h) {
    return h.createQuery(
            """
            select case when due_at > claimed_until then due_at else claimed_until end as at
            from webhook_delivery where due_at is not null order by at limit 1
            """)
        .mapTo(Instant.class)
        .findOne();
  }

  /**
   * Writes an attempt down.
   *
   * @param dueAt when it is tried again; null where it is over
   */
  static void attempted(
      Tx tx,
      Due delivery,
      @Nullable Instant dueAt,
      boolean succeeded,
      @Nullable Integer status,
      String answer) {
    tx.handle()
        .createUpdate(
            """
            update webhook_delivery set attempts = attempts + 1, due_at = :due, claimed_until = 0,
              succeeded = :succeeded, status = :status, answer = :answer
            where no = :no
            """)
        .bind("no", delivery.no())
        .bind("due", dueAt == null ? null : (Long) dueAt.toEpochMilli())
        .bind("succeeded", succeeded ? 1 : 0)
        .bind("status", status)
        .bind("answer", answer)
        .execute();
    if (dueAt == null) {
      tx.handle()
          .createUpdate(
              """
              delete from webhook_delivery where webhook_id = :webhook and due_at is null
                and no < (select no from webhook_delivery where webhook_id = :webhook
                  order by no desc limit 1 offset :kept)
              """)
          .bind("webhook", delivery.webhook())
          .bind("kept", KEPT)
          .execute();
    }
  }

  static List<Delivery> newest(Handle h, String webhook, int limit) {
    return h.createQuery(
            """
            select id, event, created_at, attempts, due_at, succeeded, status, answer
            from webhook_delivery where webhook_id = :webhook order by no desc limit :limit
            """)
        .bind("webhook", webhook)
        .bind("limit", limit)
        .map(
            (rs, ctx) ->
                new Delivery(
                    rs.getString("id"),
                    rs.getString("event"),
                    Instant.ofEpochMilli(rs.getLong("created_at")),
                    rs.getInt("attempts"),
                    rs.getObject("due_at") instanceof Number due
                        ? Instant.ofEpochMilli(due.longValue())
                        : null,
                    rs.getInt("succeeded") == 1,
                    rs.getObject("status") instanceof Number status ? status.intValue() : null,
                    rs.getString("answer")))
        .list();
  }
}
