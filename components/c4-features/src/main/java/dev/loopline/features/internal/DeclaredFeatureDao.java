package dev.loopline.features.internal;

import dev.loopline.features.Feature;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.db.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The statements over declared features, which follow the newest declarations. */
final class DeclaredFeatureDao {
  private DeclaredFeatureDao() {}

  /** What gave a view its present form, and when. */
  private record Origin(String commit, long at) {}

  /**
   * Makes the features of these views the product's only ones. One whose view did not change keeps
   * the time at which it was declared.
   */
  static void replace(Tx tx, String product, List<ViewSpec> views, Instant now) {
    Map<String, Origin> before = origins(tx, product);
    tx.handle()
        .createUpdate("delete from declared_feature where product = :product")
        .bind("product", product)
        .execute();
    var batch =
        tx.handle()
            .prepareBatch(
                """
                insert into declared_feature
                  (product, view_name, name, type, source, entity, commit_id, declared_at)
                values (:product, :view, :name, :type, :source, :entity, :commit, :at)
                """);
    for (ViewSpec view : views) {
      Origin was = before.get(view.name());
      long at = was != null && was.commit().equals(view.commit()) ? was.at() : now.toEpochMilli();
      for (Feature feature : view.features()) {
        batch
            .bind("product", product)
            .bind("view", view.name())
            .bind("name", feature.name())
            .bind("type", feature.type())
            .bind("source", view.source())
            .bind("entity", view.entity())
            .bind("commit", view.commit())
            .bind("at", at)
            .add();
      }
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  private static Map<String, Origin> origins(Tx tx, String product) {
    Map<String, Origin> origins = new HashMap<>();
    tx.handle()
        .createQuery(
            """
            select distinct view_name, commit_id, declared_at from declared_feature
            where product = :product
            """)
        .bind("product", product)
        .map(
            (rs, ctx) ->
                origins.put(
                    rs.getString("view_name"),
                    new Origin(rs.getString("commit_id"), rs.getLong("declared_at"))))
        .list();
    return origins;
  }
}
