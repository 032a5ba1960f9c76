package dev.loopline.features;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feature view.
 *
 * @param entity the column that identifies a row
 * @param commit that gave the view its present form
 * @param rows computed so far, materialized or not
 * @param snapshot the newest one; null where nothing was materialized
 */
public record ViewInfo(
    String name,
    String source,
    String entity,
    List<Feature> features,
    String sql,
    String commit,
    long rows,
    @Nullable Long snapshot) {
  public ViewInfo {
    features = List.copyOf(features);
  }
}
