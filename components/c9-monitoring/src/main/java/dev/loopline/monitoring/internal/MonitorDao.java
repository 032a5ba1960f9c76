package dev.loopline.monitoring.internal;

import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.MonitorSpec;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

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

  /** Alerts after a moment; of one kind, or of all where the kind is "%". */
  static int alertsSince(Handle h, String product, String endpoint, String kind, Instant since) {
    return h.createQuery(
            """
            select count(*) from monitoring_alert
            where product = :product and endpoint = :endpoint and kind like :kind and at > :since
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("kind", kind)
        .bind("since", since)
        .mapTo(Integer.class)
        .one();
  }

  static void alert(Handle h, String product, String endpoint, String kind, Instant at) {
    h.createUpdate(
            """
            insert into monitoring_alert (product, endpoint, kind, at)
            values (:product, :endpoint, :kind, :at)
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("kind", kind)
        .bind("at", at)
        .execute();
  }
}
