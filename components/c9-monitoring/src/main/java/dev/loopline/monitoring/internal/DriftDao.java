package dev.loopline.monitoring.internal;

import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.DriftPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Statements on kept evaluations of drift. */
final class DriftDao {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private DriftDao() {}

  /** The newest of each day stays. */
  static void keep(Handle h, String product, DriftPoint point) {
    h.createUpdate(
            """
            insert into monitoring_drift (product, endpoint, day, at, point)
            values (:product, :endpoint, :day, :at, :point)
            on conflict (product, endpoint, day) do update
            set at = excluded.at, point = excluded.point
            where excluded.at >= monitoring_drift.at
            """)
        .bind("product", product)
        .bind("endpoint", point.endpoint())
        .bind("day", Math.floorDiv(point.at().toEpochMilli(), DAY))
        .bind("at", point.at())
        .bind("point", Json.write(point))
        .execute();
  }

  static List<DriftPoint> before(
      Handle h, String product, String endpoint, Instant before, int limit) {
    return h.createQuery(
            """
            select point from monitoring_drift
            where product = :product and endpoint = :endpoint and at < :before
            order by day desc limit :limit
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("before", before)
        .bind("limit", limit)
        .map((rs, ctx) -> Json.read(rs.getString("point"), DriftPoint.class))
        .list();
  }
}
