package dev.loopline.monitoring.internal;

import dev.loopline.monitoring.Label;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Statements on labels and their versions. */
final class LabelDao {
  private static final int CHUNK = 500;
  private static final RowMapper<Label> LABEL =
      (rs, ctx) ->
          new Label(
              rs.getString("key"),
              rs.getString("prediction").isEmpty() ? null : rs.getString("prediction"),
              rs.getInt("positive") == 1,
              Instant.ofEpochMilli(rs.getLong("known_at")));

  private LabelDao() {}

  /**
   * What a label is of.
   *
   * @param prediction empty for all predictions of the key
   */
  record Subject(String key, String prediction) {
    static Subject of(Label label) {
      return new Subject(label.key(), label.prediction() == null ? "" : label.prediction());
    }
  }

  static Map<Subject, List<LabelVersion>> versions(Handle h, String product, List<String> keys) {
    Map<Subject, List<LabelVersion>> found = new HashMap<>();
    for (int from = 0; from < keys.size(); from += CHUNK) {
      h.createQuery(
              """
              select key, prediction, version, positive, known_at, replaced_at
              from monitoring_label where product = :product and key in (<keys>)
              order by version
              """)
          .bind("product", product)
          .bindList("keys", keys.subList(from, Math.min(keys.size(), from + CHUNK)))
          .map(
              (rs, ctx) ->
                  Map.entry(
                      new Subject(rs.getString("key"), rs.getString("prediction")), version(rs)))
          .forEach(
              e -> found.computeIfAbsent(e.getKey(), k -> new ArrayList<>()).add(e.getValue()));
    }
    return found;
  }

  private static LabelVersion version(ResultSet rs) throws SQLException {
    long replaced = rs.getLong("replaced_at");
    Instant replacedAt = rs.wasNull() ? null : Instant.ofEpochMilli(replaced);
    return new LabelVersion(
        rs.getInt("version"),
        rs.getInt("positive") == 1,
        Instant.ofEpochMilli(rs.getLong("known_at")),
        replacedAt);
  }

  /** Writes the versions of these subjects that are new or were replaced. */
  static void save(Handle h, String product, Map<Subject, List<LabelVersion>> changed) {
    PreparedBatch batch =
        h.prepareBatch(
            """
            insert into monitoring_label
              (product, key, prediction, version, positive, known_at, replaced_at)
            values (:product, :key, :prediction, :version, :positive, :knownAt, :replacedAt)
            on conflict (product, key, prediction, version) do update
            set replaced_at = excluded.replaced_at
            """);
    changed.forEach(
        (subject, versions) ->
            versions.forEach(
                version ->
                    batch
                        .bind("product", product)
                        .bind("key", subject.key())
                        .bind("prediction", subject.prediction())
                        .bind("version", version.number())
                        .bind("positive", version.positive() ? 1 : 0)
                        .bind("knownAt", version.knownAt())
                        .bind("replacedAt", version.replacedAt())
                        .add()));
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  static Optional<Label> find(Handle h, String product, String key) {
    return h.createQuery(
            """
            select key, prediction, positive, known_at from monitoring_label
            where product = :product and key = :key and replaced_at is null
            order by prediction limit 1
            """)
        .bind("product", product)
        .bind("key", key)
        .map(LABEL)
        .findOne();
  }

  static List<Label> knownAt(Handle h, String product, Instant at, String after, int limit) {
    return h.createQuery(
            """
            select l.key, l.prediction, l.positive, l.known_at from monitoring_label l
            where l.product = :product and l.key > :after
              and l.known_at <= :at and (l.replaced_at is null or l.replaced_at > :at)
              and (l.prediction = '' or not exists (
                select 1 from monitoring_label o
                where o.product = l.product and o.key = l.key
                  and o.known_at <= :at and (o.replaced_at is null or o.replaced_at > :at)
                  and (o.prediction = '' or o.known_at > l.known_at
                    or (o.known_at = l.known_at and o.prediction > l.prediction))))
            order by l.key limit :limit
            """)
        .bind("product", product)
        .bind("at", at)
        .bind("after", after)
        .bind("limit", limit)
        .map(LABEL)
        .list();
  }
}
