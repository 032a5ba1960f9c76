package dev.loopline.monitoring.internal;

import dev.loopline.monitoring.Label;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Statements on labels and their corrections. */
final class LabelDao {
  private static final int CHUNK = 500;
  private static final RowMapper<Label> LABEL =
      (rs, ctx) ->
          new Label(
              rs.getString("key"),
              rs.getInt("positive") == 1,
              Instant.ofEpochMilli(rs.getLong("known_at")));

  private LabelDao() {}

  static Map<String, Label> byKeys(Handle h, String product, List<String> keys) {
    Map<String, Label> found = new HashMap<>();
    for (int from = 0; from < keys.size(); from += CHUNK) {
      h.createQuery(
              """
              select key, positive, known_at from monitoring_label
              where product = :product and key in (<keys>)
              """)
          .bind("product", product)
          .bindList("keys", keys.subList(from, Math.min(keys.size(), from + CHUNK)))
          .map(LABEL)
          .forEach(label -> found.put(label.key(), label));
    }
    return found;
  }

  static void upsert(Handle h, String product, List<Label> labels) {
    PreparedBatch batch =
        h.prepareBatch(
            """
            insert into monitoring_label (product, key, positive, known_at)
            values (:product, :key, :positive, :knownAt)
            on conflict (product, key) do update
            set positive = excluded.positive, known_at = excluded.known_at
            """);
    for (Label label : labels) {
      batch
          .bind("product", product)
          .bind("key", label.key())
          .bind("positive", label.positive() ? 1 : 0)
          .bind("knownAt", label.time())
          .add();
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  static void correction(Handle h, String product, Label was, Label is) {
    h.createUpdate(
            """
            insert into monitoring_label_correction
              (product, key, was_positive, was_known_at, positive, known_at)
            values (:product, :key, :wasPositive, :wasKnownAt, :positive, :knownAt)
            """)
        .bind("product", product)
        .bind("key", is.key())
        .bind("wasPositive", was.positive() ? 1 : 0)
        .bind("wasKnownAt", was.time())
        .bind("positive", is.positive() ? 1 : 0)
        .bind("knownAt", is.time())
        .execute();
  }

  static Optional<Label> find(Handle h, String product, String key) {
    return Optional.ofNullable(byKeys(h, product, List.of(key)).get(key));
  }

  static List<Label> knownAt(Handle h, String product, Instant at, String after, int limit) {
    return h.createQuery(
            """
            select key, positive, known_at from monitoring_label
            where product = :product and known_at <= :at and key > :after
            order by key limit :limit
            """)
        .bind("product", product)
        .bind("at", at)
        .bind("after", after)
        .bind("limit", limit)
        .map(LABEL)
        .list();
  }
}
