package dev.loopline.features.internal.offline;

import dev.loopline.features.Feature;
import dev.loopline.features.FeatureError;
import dev.loopline.features.Snapshot;
import dev.loopline.features.TrainingSet;
import dev.loopline.features.TrainingSetRequest;
import dev.loopline.features.internal.engine.BulkEngine;
import dev.loopline.features.internal.engine.Sql;
import dev.loopline.features.internal.rows.SegmentLog;
import dev.loopline.features.internal.rows.WorkFolder;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.features.spi.LabelSource;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The tables of all views. Each is written by one thread at a time. */
public final class OfflineStore {
  private final Kernel kernel;
  private final TrainingCut cut;
  private final Path tables;
  private final Path work;
  private final Map<String, IcebergTable> open = new ConcurrentHashMap<>();

  public OfflineStore(Kernel kernel, LabelSource labels, Path folder) {
    this.kernel = kernel;
    this.cut = new TrainingCut(labels);
    this.tables = folder.resolve("tables");
    this.work = folder.resolve("work");
  }

  private IcebergTable table(String product, String view) {
    return open.computeIfAbsent(
        product + "/" + view,
        name -> new IcebergTable(kernel, product, view, tables.resolve(name)));
  }

  public Snapshot materialize(String product, SourceSpec source, ViewSpec view, SegmentLog log) {
    IcebergTable table = table(product, view.name());
    synchronized (table) {
      long started = System.nanoTime();
      Optional<org.apache.iceberg.Snapshot> current = table.current(view);
      long from = table.offset(view);
      long to = log.end();
      if (current.isPresent() && from == to) {
        return table.face(current.get());
      }
      Addition addition = compute(table, source, view, log, from, to);
      if (current.isPresent() && addition.rows() == 0) {
        // The view leaves all of the new rows out: nothing that readers could see has changed.
        return table.face(current.get());
      }
      return commit(product, table, source, view, addition, started);
    }
  }

  private Addition compute(
      IcebergTable table, SourceSpec source, ViewSpec view, SegmentLog log, long from, long to) {
    if (from == to) {
      return new Addition(null, 0, to);
    }
    try (WorkFolder folder = new WorkFolder(work.resolve(kernel.ids().next("work")))) {
      Path written = folder.out().resolve("rows.parquet");
      long rows;
      try (BulkEngine engine = BulkEngine.open(source, folder.slice(log, from, to), folder.out())) {
        rows = engine.write(view, written);
      }
      if (rows == 0) {
        return new Addition(null, 0, to);
      }
      Path target = table.newFile();
      Files.move(written, target);
      return new Addition(target, rows, to);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("materialize " + view.name(), e);
    }
  }

  private Snapshot commit(
      String product,
      IcebergTable table,
      SourceSpec source,
      ViewSpec view,
      Addition addition,
      long started) {
    long before = table.current(view).map(IcebergTable::totalRows).orElse(0L);
    long id = table.nextSnapshot();
    var committed =
        table.commit(
            source,
            view,
            addition,
            tx ->
                kernel
                    .events()
                    .append(
                        tx,
                        new NewEvent(
                            "features.snapshot.committed",
                            "features",
                            view.name(),
                            product,
                            "system:features",
                            Json.tree(
                                Map.of(
                                    "view",
                                    view.name(),
                                    "source",
                                    view.source(),
                                    "commit",
                                    view.commit(),
                                    "snapshot",
                                    id,
                                    "rows",
                                    before + addition.rows(),
                                    "added",
                                    addition.rows(),
                                    "seconds",
                                    (System.nanoTime() - started) / 1e9)))));
    return table.face(committed);
  }

  public List<Snapshot> snapshots(String product, String view) {
    return table(product, view).snapshots();
  }

  /**
   * Cuts from snapshots that are there.
   *
   * @param joined further views, each at a snapshot
   */
  public TrainingSet cut(
      String product, TrainingSetRequest request, long snapshot, Map<ViewSpec, Long> joined) {
    TableData base = table(product, request.view()).data(snapshot);
    List<TrainingCut.Joined> others = new ArrayList<>();
    joined.forEach(
        (view, id) ->
            others.add(
                new TrainingCut.Joined(
                    table(product, view.name()).data(id), joinKeys(base, view))));
    requireDistinct(base, others);
    try (WorkFolder folder = new WorkFolder(work.resolve(kernel.ids().next("work")))) {
      Path out = folder.path().resolve("training-set.parquet");
      TrainingCut.Counted counted = cut.write(product, request, base, others, out);
      Blob blob = kernel.artifacts().put(out);
      return new TrainingSet(
          blob.digest(),
          snapshot,
          counted.rows(),
          counted.positives(),
          request.until(),
          TrainingCut.features(base, others),
          request.view(),
          base.commit());
    }
  }

  /**
   * The keys of a joined view: the base's own where both are of one entity, else those that a
   * feature of the entity's name holds. Numbers are whole there, and exact below 2^53.
   */
  private static String joinKeys(TableData base, ViewSpec joined) {
    Feature holder =
        base.features().stream()
            .filter(f -> f.name().equalsIgnoreCase(joined.entity()))
            .findFirst()
            .orElse(null);
    if (holder == null) {
      return "b.key";
    }
    String column = "b." + Sql.name(holder.name());
    return holder.holdsNumbers()
        ? "(case when abs(%1$s) < 9007199254740992 and %1$s = trunc(%1$s) then %1$s::bigint end)::varchar"
            .formatted(column)
        : column;
  }

  private static void requireDistinct(TableData base, List<TrainingCut.Joined> others) {
    Set<String> seen = new HashSet<>();
    for (Feature feature : TrainingCut.features(base, others)) {
      if (!seen.add(feature.name().toLowerCase(java.util.Locale.ROOT))) {
        throw new LooplineException(
            FeatureError.TRAINING_SET_INVALID,
            "Two of the views have a feature '"
                + feature.name()
                + "'; rename one of them, so that they can be joined.");
      }
    }
  }
}
