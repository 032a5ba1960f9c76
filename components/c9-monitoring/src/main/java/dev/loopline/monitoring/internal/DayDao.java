package dev.loopline.monitoring.internal;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Statements on per-day counts of predictions in the baseline's bins. */
final class DayDao {
  private DayDao() {}

  static Optional<List<long[]>> day(
      Handle h, String product, String endpoint, String version, long day) {
    return days(h, product, endpoint, version, day, day).stream().findFirst();
  }

  static List<List<long[]>> days(
      Handle h, String product, String endpoint, String version, long first, long last) {
    return h.createQuery(
            """
            select counts from monitoring_day
            where product = :product and endpoint = :endpoint and version = :version
              and day between :first and :last
            order by day
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("version", version)
        .bind("first", first)
        .bind("last", last)
        .map((rs, ctx) -> counts(rs.getString("counts")))
        .list();
  }

  static void put(
      Handle h, String product, String endpoint, String version, long day, List<long[]> counts) {
    h.createUpdate(
            """
            insert into monitoring_day (product, endpoint, version, day, counts)
            values (:product, :endpoint, :version, :day, :counts)
            on conflict (product, endpoint, version, day) do update set counts = excluded.counts
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("version", version)
        .bind("day", day)
        .bind("counts", Json.write(counts))
        .execute();
  }

  private static List<long[]> counts(String json) {
    try {
      return Json.mapper().readValue(json, new TypeReference<List<long[]>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
