package dev.loopline.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What logged models are looked for. Deleted ones are never found.
 *
 * @param filter in the query language; blank for all
 * @param datasets metrics count only where they were measured on one of these; empty for all
 */
public record LoggedModelQuery(
    List<Long> experimentIds, String filter, List<OnDataset> datasets, List<Key> orderBy) {
  private static final int MOST = 1_000;

  public LoggedModelQuery {
    experimentIds = experimentIds.stream().distinct().toList();
    datasets = List.copyOf(datasets);
    orderBy = List.copyOf(orderBy);
    if (experimentIds.size() > MOST || datasets.size() > 100 || orderBy.size() > 20) {
      throw Limits.invalid(
          "A search of logged models takes at most 1000 experiments, 100 datasets and 20 keys of"
              + " an order.");
    }
  }

  /**
   * A dataset by name.
   *
   * @param digest null for any version of it
   */
  public record OnDataset(String name, @Nullable String digest) {}

  /**
   * A key of the order.
   *
   * @param field an attribute, or {@code metrics.<name>} for the latest value
   * @param dataset null for a value on any dataset or none
   */
  public record Key(String field, boolean ascending, @Nullable OnDataset dataset) {}
}
