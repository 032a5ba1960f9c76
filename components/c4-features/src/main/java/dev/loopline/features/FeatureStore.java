package dev.loopline.features;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.util.List;
import java.util.Optional;

/**
 * One definition of features, two stores: the newest row of each entity online, all rows offline as
 * snapshots. Both hold the same values, because both come from the same SQL over the same rows.
 * Safe for many threads.
 */
public interface FeatureStore extends AutoCloseable {
  /** What is wrong with a file of declarations, with file and line; empty where it fits. */
  List<Violation> validate(YamlDocument features);

  /**
   * Makes a commit's declarations the product's only ones. Views that changed are computed anew
   * over all rows ever pushed, before the call returns. The same commit again changes nothing.
   *
   * @throws LooplineException FEATURES_INVALID, with all violations; then nothing has changed
   */
  void apply(String product, String commit, List<YamlDocument> documents, String actor);

  /**
   * Takes rows in: all or none. When the call returns, they are synced to disk and online. The same
   * row (key, event time and values) again is a no-op, so a push may be repeated.
   *
   * @throws LooplineException ROWS_INVALID, naming the row and the column, where one does not fit
   */
  PushReceipt push(String product, String source, List<JsonNode> rows, String actor);

  /**
   * Takes in the newest CSV file that was uploaded to a declared source, as its {@code file:} maps
   * columns. Rows that do not fit are rejected one by one. The same file again changes nothing; one
   * that was interrupted goes on where it was.
   *
   * @throws LooplineException SOURCE_NOT_FOUND where nothing was uploaded, COLUMN_NOT_FOUND or
   *     EXPRESSION_INVALID where the file does not have what the mapping asks for
   */
  IngestReceipt ingest(String product, String source, String actor);

  /** Rejected rows of a source in the order in which they came, from after a position on. */
  List<RejectedRow> rejected(String product, String source, long after, int limit);

  /** The newest features of an entity; {@code VIEW_NOT_FOUND} where there is no such view. */
  Optional<FeatureRow> online(String product, String view, String key);

  /** {@link #online} for several, in their order. */
  List<Optional<FeatureRow>> online(String product, String view, List<String> keys);

  /**
   * Rolls what was pushed into the offline table. Without new rows it gives the current snapshot. A
   * crash neither loses nor doubles a row.
   */
  Snapshot materialize(String product, String view);

  /** All snapshots, oldest first. */
  List<Snapshot> snapshots(String product, String view);

  /**
   * Cuts a training set, after materializing the views that it needs (unless a snapshot is named).
   * Only labels known at {@code until}, only rows up to it.
   */
  TrainingSet trainingSet(String product, TrainingSetRequest request);

  /** The product's views by name. */
  List<ViewInfo> views(String product);

  Optional<ViewInfo> findView(String product, String view);

  @Override
  void close();
}
