package dev.loopline.monitoring.internal;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.spi.ScoredPrediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Statements on predictions read from the log, and on their per-day counts. */
final class PredictionDao {
  private PredictionDao() {}

  /** How far an endpoint's log was read, and its first champion. */
  record Cursor(long position, String firstVersion) {}

  /** A prediction with the time at which its cohort is ripe and the first champion's score. */
  record Kept(ScoredPrediction prediction, Instant ripeAt, @Nullable Double firstScore) {}

  /** A prediction joined with its label. */
  record Labelled(
      long position,
      String key,
      Instant time,
      Instant ripeAt,
      String version,
      double score,
      @Nullable Double firstScore,
      @Nullable String challenger,
      @Nullable Double challengerScore,
      boolean positive) {}

  static Optional<Cursor> cursor(Handle h, String product, String endpoint) {
    return h.createQuery(
            """
            select position, first_version from monitoring_cursor
            where product = :product and endpoint = :endpoint
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .map((rs, ctx) -> new Cursor(rs.getLong("position"), rs.getString("first_version")))
        .findOne();
  }

  static void moveCursor(Handle h, String product, String endpoint, Cursor cursor) {
    h.createUpdate(
            """
            insert into monitoring_cursor (product, endpoint, position, first_version)
            values (:product, :endpoint, :position, :first)
            on conflict (product, endpoint) do update set position = excluded.position
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("position", cursor.position())
        .bind("first", cursor.firstVersion())
        .execute();
  }

  static void insert(Handle h, String product, String endpoint, List<Kept> rows) {
    PreparedBatch batch =
        h.prepareBatch(
            """
            insert into monitoring_prediction
              (product, endpoint, position, id, key, time, ripe_at, version, score, first_score,
               challenger, challenger_score)
            values (:product, :endpoint, :position, :id, :key, :time, :ripeAt, :version, :score,
              :firstScore, :challenger, :challengerScore)
            """);
    for (Kept row : rows) {
      ScoredPrediction p = row.prediction();
      batch
          .bind("product", product)
          .bind("endpoint", endpoint)
          .bind("position", p.position())
          .bind("id", p.id())
          .bind("key", p.key())
          .bind("time", p.time())
          .bind("ripeAt", row.ripeAt())
          .bind("version", p.champion())
          .bind("score", p.score())
          .bind("firstScore", row.firstScore())
          .bind("challenger", p.challenger())
          .bind("challengerScore", p.challengerScore())
          .add();
    }
    batch.execute();
  }

  /** Labelled rows whose cohort became ripe in (from, until], known by then, in a fixed order. */
  static List<Labelled> ripe(
      Handle h, String product, String endpoint, Instant from, Instant until) {
    return h.createQuery(
            """
            select p.position, p.key, p.time, p.ripe_at, p.version, p.score, p.first_score, p.challenger,
              p.challenger_score, l.positive
            from monitoring_prediction p
            join monitoring_label l on l.product = p.product and l.key = p.key
            where p.product = :product and p.endpoint = :endpoint
              and p.ripe_at > :from and p.ripe_at <= :until and l.known_at <= :until
            order by p.time, p.key, p.position
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("from", from)
        .bind("until", until)
        .map((rs, ctx) -> row(rs))
        .list();
  }

  /** All labelled rows, by time. */
  static List<Labelled> labelled(Handle h, String product, String endpoint) {
    return h.createQuery(
            """
            select p.position, p.key, p.time, p.ripe_at, p.version, p.score, p.first_score, p.challenger,
              p.challenger_score, l.positive
            from monitoring_prediction p
            join monitoring_label l on l.product = p.product and l.key = p.key
            where p.product = :product and p.endpoint = :endpoint
            order by p.time, p.key, p.position
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .map((rs, ctx) -> row(rs))
        .list();
  }

  static List<Instant> times(Handle h, String product, String endpoint) {
    return h.createQuery(
            """
            select time from monitoring_prediction
            where product = :product and endpoint = :endpoint order by time
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .mapTo(Instant.class)
        .list();
  }

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

  static void putDay(
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

  private static Labelled row(java.sql.ResultSet rs) throws java.sql.SQLException {
    return new Labelled(
        rs.getLong("position"),
        rs.getString("key"),
        Instant.ofEpochMilli(rs.getLong("time")),
        Instant.ofEpochMilli(rs.getLong("ripe_at")),
        rs.getString("version"),
        rs.getDouble("score"),
        number(rs, "first_score"),
        rs.getString("challenger"),
        number(rs, "challenger_score"),
        rs.getInt("positive") == 1);
  }

  private static @Nullable Double number(java.sql.ResultSet rs, String column)
      throws java.sql.SQLException {
    double value = rs.getDouble(column);
    return rs.wasNull() ? null : value;
  }
}
