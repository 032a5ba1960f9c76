package dev.loopline.monitoring.internal;

import dev.loopline.monitoring.spi.ScoredPrediction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Statements on predictions read from the log, and their join with labels. */
final class PredictionDao {
  /** A prediction's own label goes before its key's; each as it was in force at :until. */
  private static final String LABELLED =
      """
      select p.position, p.key, p.time, p.ripe_at, p.version, p.score, p.served_score,
        p.first_score, p.challenger, p.challenger_score,
        coalesce(own.positive, l.positive) as positive
      from monitoring_prediction p
      left join monitoring_label own on own.product = p.product and own.key = p.key
        and own.prediction = p.id and own.known_at <= :until
        and (own.replaced_at is null or own.replaced_at > :until)
      left join monitoring_label l on l.product = p.product and l.key = p.key
        and l.prediction = '' and l.known_at <= :until
        and (l.replaced_at is null or l.replaced_at > :until)
      where p.product = :product and p.endpoint = :endpoint
        and coalesce(own.positive, l.positive) is not null
      """;

  private PredictionDao() {}

  /** How far an endpoint's log was read, and its first champion. */
  record Cursor(long position, String firstVersion) {}

  /** A prediction with the time at which its cohort is ripe and the first champion's score. */
  record Kept(ScoredPrediction prediction, Optional<Instant> ripeAt, @Nullable Double firstScore) {}

  /** A prediction joined with its label. */
  record Labelled(
      long position,
      String key,
      Instant time,
      Instant ripeAt,
      String version,
      double score,
      double servedScore,
      @Nullable Double firstScore,
      @Nullable String challenger,
      @Nullable Double challengerScore,
      boolean positive) {}

  /** The times of an endpoint's first and last prediction. */
  record Span(Instant first, Instant last) {}

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
              (product, endpoint, position, id, key, time, ripe_at, version, score, served_score,
               first_score, challenger, challenger_score)
            values (:product, :endpoint, :position, :id, :key, :time, :ripeAt, :version, :score,
              :servedScore, :firstScore, :challenger, :challengerScore)
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
          .bind("ripeAt", row.ripeAt().orElse(null))
          .bind("version", p.champion())
          .bind("score", p.score())
          .bind("servedScore", p.servedScore())
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
            LABELLED
                + """
                  and p.ripe_at > :from and p.ripe_at <= :until
                order by p.time, p.key, p.position
                """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("from", from)
        .bind("until", until)
        .map((rs, ctx) -> row(rs))
        .list();
  }

  /** Of predictions made in [first, last): those that are ripe and labelled at {@code until}. */
  static List<Labelled> made(
      Handle h, String product, String endpoint, Instant first, Instant last, Instant until) {
    return h.createQuery(
            LABELLED
                + """
                  and p.time >= :first and p.time < :last and p.ripe_at <= :until
                order by p.time, p.key, p.position
                """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("first", first)
        .bind("last", last)
        .bind("until", until)
        .map((rs, ctx) -> row(rs))
        .list();
  }

  static int count(Handle h, String product, String endpoint, Instant first, Instant last) {
    return h.createQuery(
            """
            select count(*) from monitoring_prediction
            where product = :product and endpoint = :endpoint and time >= :first and time < :last
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("first", first)
        .bind("last", last)
        .mapTo(Integer.class)
        .one();
  }

  static Optional<Span> span(Handle h, String product, String endpoint) {
    return h.createQuery(
            """
            select min(time) as first, max(time) as last from monitoring_prediction
            where product = :product and endpoint = :endpoint having count(*) > 0
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .map(
            (rs, ctx) ->
                new Span(
                    Instant.ofEpochMilli(rs.getLong("first")),
                    Instant.ofEpochMilli(rs.getLong("last"))))
        .findOne();
  }

  private static Labelled row(ResultSet rs) throws SQLException {
    return new Labelled(
        rs.getLong("position"),
        rs.getString("key"),
        Instant.ofEpochMilli(rs.getLong("time")),
        Instant.ofEpochMilli(rs.getLong("ripe_at")),
        rs.getString("version"),
        rs.getDouble("score"),
        rs.getDouble("served_score"),
        number(rs, "first_score"),
        rs.getString("challenger"),
        number(rs, "challenger_score"),
        rs.getInt("positive") == 1);
  }

  private static @Nullable Double number(ResultSet rs, String column) throws SQLException {
    double value = rs.getDouble(column);
    return rs.wasNull() ? null : value;
  }
}
