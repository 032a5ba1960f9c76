package dev.loopline.serving.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.serving.Role;
import java.time.Instant;

/** The statements over deployments: periods in which a version stood at an endpoint in a role. */
final class DeploymentDao {
  private DeploymentDao() {}

  /** When something happened, by the wall clock and in the product's event time. */
  record Moment(Instant wall, Instant event) {}

  static void begin(Tx tx, EndpointRow row, Role role, int version, String actor, Moment at) {
    tx.handle()
        .createUpdate(
            """
            insert into serving_deployment (endpoint_id, product, endpoint, model, version, role,
              actor, started_at, event_since)
            values (:endpoint, :product, :name, :model, :version, :role, :actor, :wall, :event)
            """)
        .bind("endpoint", row.number())
        .bind("product", row.product())
        .bind("name", row.spec().name())
        .bind("model", row.spec().model())
        .bind("version", version)
        .bind("role", role.name())
        .bind("actor", actor)
        .bind("wall", at.wall().toEpochMilli())
        .bind("event", at.event().toEpochMilli())
        .execute();
  }

  /** Ends what stands in a role's place: a challenger and a shadow have one place. */
  static void end(Tx tx, long endpoint, Role role, Moment at) {
    String place = role == Role.CHAMPION ? "role = 'CHAMPION'" : "role <> 'CHAMPION'";
    end(tx, endpoint, " and " + place, at);
  }

  /** Ends all of an endpoint. */
  static void endAll(Tx tx, long endpoint, Moment at) {
    end(tx, endpoint, "", at);
  }

  private static void end(Tx tx, long endpoint, String which, Moment at) {
    tx.handle()
        .createUpdate(
            """
            update serving_deployment set ended_at = :wall, event_until = :event
            where endpoint_id = :endpoint and ended_at is null
            """
                + which)
        .bind("endpoint", endpoint)
        .bind("wall", at.wall().toEpochMilli())
        .bind("event", at.event().toEpochMilli())
        .execute();
  }
}
