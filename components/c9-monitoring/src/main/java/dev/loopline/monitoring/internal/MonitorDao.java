package dev.loopline.monitoring.internal;

import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.MonitorView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Statements on monitors and their alerts. */
final class MonitorDao {
  private MonitorDao() {}

  static List<MonitorSpec> list(Handle h, String product) {
    return h.createQuery(
            "select spec from monitoring_monitor where product = :product order by endpoint")
        .bind("product", product)
        .map((rs, ctx) -> Json.read(rs.getString("spec"), MonitorSpec.class))
        .list();
  }

  static List<MonitorView> views(Handle h, String product) {
    return h.createQuery(
            """
            select spec, failure from monitoring_monitor where product = :product
            order by endpoint
            """)
        .bind("product", product)
        .map(
            (rs, ctx) ->
                MonitorView.of(
                    Json.read(rs.getString("spec"), MonitorSpec.class), rs.getString("failure")))
        .list();
  }

  static void replace(Handle h, String product, String commit, List<MonitorSpec> monitors) {
    h.createUpdate("delete from monitoring_monitor where product = :product")
        .bind("product", product)
        .execute();
    for (MonitorSpec monitor : monitors) {
      h.createUpdate(
              """
              insert into monitoring_monitor (product, endpoint, spec, commit_id)
              values (:product, :endpoint, :spec, :commit)
              """)
          .bind("product", product)
          .bind("endpoint", monitor.endpoint())
          .bind("spec", Json.write(monitor))
          .bind("commit", commit)
          .execute();
    }
  }

  /** Whether that is news: the monitor had not failed in this way before, or had failed. */
  static boolean failed(Handle h, String product, String endpoint, @Nullable String failure) {
    return h.createUpdate(
                """
                update monitoring_monitor set failure = :failure
                where product = :product and endpoint = :endpoint
                  and coalesce(failure, '') <> coalesce(:failure, '')
                """)
            .bind("failure", failure)
            .bind("product", product)
            .bind("endpoint", endpoint)
            .execute()
        > 0;
  }

  static Optional<Instant> lastAlert(Handle h, String product, String endpoint, String kind) {
    return h.createQuery(
            """
            select at from monitoring_alert
            where product = :product and endpoint = :endpoint and kind = :kind
            order by at desc limit 1
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("kind", kind)
        .mapTo(Instant.class)
        .findOne();
  }

  /** Alerts of all kinds after a moment. */
  static int alertsSince(Handle h, String product, String endpoint, Instant since) {
    return h.createQuery(
            """
            select count(*) from monitoring_alert
            where product = :product and endpoint = :endpoint and at > :since
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("since", since)
        .mapTo(Integer.class)
        .one();
  }

  /** False where it is there already: an evaluation may be repeated. */
  static boolean alert(Handle h, String product, String endpoint, String kind, Instant at) {
    return h.createUpdate(
                """
                insert into monitoring_alert (product, endpoint, kind, at)
                values (:product, :endpoint, :kind, :at)
                on conflict (product, endpoint, kind, at) do nothing
                """)
            .bind("product", product)
            .bind("endpoint", endpoint)
            .bind("kind", kind)
            .bind("at", at)
            .execute()
        > 0;
  }
}
