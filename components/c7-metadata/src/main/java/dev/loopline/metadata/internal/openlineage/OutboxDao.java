package dev.loopline.metadata.internal.openlineage;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements over what is still to be sent. */
final class OutboxDao {
  private static final int REFUSED_KEPT = 1_000;

  private OutboxDao() {}

  /** A document to be sent. */
  record Pending(long no, String body) {}

  static void put(Tx tx, String event, int part, String body) {
    tx.handle()
        .createUpdate(
            """
            insert into openlineage_outbox (event_id, part, body) values (:event, :part, :body)
            on conflict (event_id, part) do nothing
            """)
        .bind("event", event)
        .bind("part", part)
        .bind("body", body)
        .execute();
  }

  static List<Pending> oldest(Handle h, int limit) {
    return Rows.list(
        h,
        Sql.of(
            "select no, body from openlineage_outbox where refused is null order by no limit ?",
            limit),
        (rs, ctx) -> new Pending(rs.getLong("no"), rs.getString("body")));
  }

  static void sent(Tx tx, List<Long> numbers) {
    tx.handle()
        .createUpdate("delete from openlineage_outbox where no in (<numbers>)")
        .bindList("numbers", numbers)
        .execute();
  }

  static void refused(Tx tx, long no, int status, String answer) {
    tx.handle()
        .createUpdate(
            "update openlineage_outbox set refused = :status, answer = :answer where no = :no")
        .bind("no", no)
        .bind("status", status)
        .bind("answer", answer)
        .execute();
    tx.handle()
        .createUpdate(
            """
            delete from openlineage_outbox where refused is not null
              and no < (select no from openlineage_outbox where refused is not null
                order by no desc limit 1 offset :kept)
            """)
        .bind("kept", REFUSED_KEPT)
        .execute();
  }
}
