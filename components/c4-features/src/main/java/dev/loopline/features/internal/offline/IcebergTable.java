package dev.loopline.features.internal.offline;

import dev.loopline.features.Feature;
import dev.loopline.features.FeatureError;
import dev.loopline.features.internal.engine.SourceSql;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.files.Durable;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A view's offline table. Each snapshot's summary says how far in the source's segments it goes and
 * which definition made it, so that nothing is lost or doubled, whatever crashes. One writer at a
 * time.
 */
final class IcebergTable {
  private static final String OFFSET = "loopline.offset";
  private static final String DEFINITION = "loopline.definition";
  private static final String COMMIT = "loopline.commit";
  private static final String FEATURES = "loopline.features";
  private static final String COMMITTED = "loopline.committed-at";

  private final Kernel kernel;
  private final String product;
  private final String view;
  private final Path folder;
  private final SwappedPointer pointer;

  IcebergTable(Kernel kernel, String product, String view, Path folder) {
    this.kernel = kernel;
    this.product = product;
    this.view = view;
    this.folder = folder;
    this.pointer = new SwappedPointer(kernel, product, view, folder);
  }

  static long totalRows(Snapshot snapshot) {
    return Long.parseLong(snapshot.summary().getOrDefault("total-records", "0"));
  }

  private Optional<Table> find() {
    return pointer.refresh() == null
        ? Optional.empty()
        : Optional.of(new BaseTable(pointer, product + "." + view));
  }

  /**
   * Where in the source's segments the table ends, for this definition; 0 where it is another's.
   */
  long offset(ViewSpec spec) {
    return current(spec).map(s -> Long.parseLong(s.summary().get(OFFSET))).orElse(0L);
  }

  /** The current snapshot, where it is of this definition. */
  Optional<Snapshot> current(ViewSpec spec) {
    return find()
        .flatMap(t -> Optional.ofNullable(t.currentSnapshot()))
        .filter(s -> spec.definition().equals(s.summary().get(DEFINITION)));
  }

  /** The id that the next commit takes: there is one writer. */
  long nextSnapshot() {
    return pointer.newSnapshotId();
  }

  /** A path for a new data file. */
  Path newFile() {
    Path data = folder.resolve("data");
    try {
      Durable.createDirectories(data);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("create " + data, e);
    }
    return data.resolve(kernel.ids().next("data") + ".parquet");
  }

  /** Makes a snapshot; rows of another definition make way for all of this one's. */
  Snapshot commit(SourceSpec source, ViewSpec spec, Addition addition, Consumer<Tx> alongside) {
    Schema schema = schema(source, spec);
    pointer.alongside(tx -> {});
    Table table = find().orElseGet(() -> create(schema));
    Snapshot before = table.currentSnapshot();
    boolean same = before == null || spec.definition().equals(before.summary().get(DEFINITION));
    pointer.alongside(alongside);
    if (same && before != null) {
      append(table, spec, addition);
    } else {
      replace(table, schema, spec, addition);
    }
    return table.currentSnapshot();
  }

  private Table create(Schema schema) {
    TableMetadata empty =
        TableMetadata.newTableMetadata(
            schema,
            PartitionSpec.unpartitioned(),
            folder.toString(),
            Map.of(TableProperties.FORMAT_VERSION, "2"));
    pointer.commit(null, empty);
    return new BaseTable(pointer, product + "." + view);
  }

  private void append(Table table, ViewSpec spec, Addition addition) {
    var append = table.newAppend();
    dataFile(addition).ifPresent(append::appendFile);
    describe(append, spec, addition);
    append.commit();
  }

  private void replace(Table table, Schema schema, ViewSpec spec, Addition addition) {
    Transaction transaction = table.newTransaction();
    UpdateSchema update = transaction.updateSchema();
    for (Types.NestedField field : table.schema().columns()) {
      if (schema.findField(field.name()) == null
          || !schema.findType(field.name()).equals(field.type())) {
        update.deleteColumn(field.name());
      }
    }
    for (Types.NestedField field : schema.columns()) {
      Types.NestedField present = table.schema().findField(field.name());
      if (present == null || !present.type().equals(field.type())) {
        update.addColumn(field.name(), field.type());
      }
    }
    update.commit();
    transaction
        .updateProperties()
        .set(
            TableProperties.DEFAULT_NAME_MAPPING,
            NameMappingParser.toJson(MappingUtil.create(transaction.table().schema())))
        .commit();
    OverwriteFiles overwrite =
        transaction.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
    dataFile(addition).ifPresent(overwrite::addFile);
    describe(overwrite, spec, addition);
    overwrite.commit();
    transaction.commitTransaction();
  }

  private static Optional<DataFile> dataFile(Addition addition) {
    Path parquet = addition.parquet();
    if (parquet == null) {
      return Optional.empty();
    }
    try {
      LocalFiles.sync(parquet);
      return Optional.of(
          DataFiles.builder(PartitionSpec.unpartitioned())
              .withPath(parquet.toString())
              .withFormat(FileFormat.PARQUET)
              .withFileSizeInBytes(Files.size(parquet))
              .withRecordCount(addition.rows())
              .build());
    } catch (IOException e) {
      throw DiskFull.orUnchecked("write " + parquet, e);
    }
  }

  private void describe(SnapshotUpdate<?> update, ViewSpec spec, Addition addition) {
    update.set(OFFSET, Long.toString(addition.offset()));
    update.set(DEFINITION, spec.definition());
    update.set(COMMIT, spec.commit());
    update.set(FEATURES, Json.write(spec.features()));
    update.set(COMMITTED, kernel.clock().now().toString());
  }

  private static Schema schema(SourceSpec source, ViewSpec spec) {
    List<Types.NestedField> fields = new ArrayList<>();
    fields.add(Types.NestedField.optional(1, "key", Types.StringType.get()));
    fields.add(Types.NestedField.optional(2, "event_time", Types.TimestampType.withoutZone()));
    for (Feature feature : spec.features()) {
      Type type = feature.holdsNumbers() ? Types.DoubleType.get() : Types.StringType.get();
      fields.add(Types.NestedField.optional(fields.size() + 1, feature.name(), type));
    }
    for (String time : source.times()) {
      fields.add(
          Types.NestedField.optional(
              fields.size() + 1, SourceSql.hidden(time), Types.TimestampType.withoutZone()));
    }
    return new Schema(fields);
  }

  List<dev.loopline.features.Snapshot> snapshots() {
    List<dev.loopline.features.Snapshot> all = new ArrayList<>();
    find().ifPresent(t -> t.snapshots().forEach(s -> all.add(face(s))));
    return all;
  }

  dev.loopline.features.Snapshot face(Snapshot snapshot) {
    return new dev.loopline.features.Snapshot(
        snapshot.snapshotId(),
        Instant.parse(snapshot.summary().get(COMMITTED)),
        totalRows(snapshot),
        view,
        String.valueOf(snapshot.summary().get(COMMIT)));
  }

  /** The data of one snapshot. */
  TableData data(long snapshotId) {
    Table table = find().orElse(null);
    Snapshot snapshot = table == null ? null : table.snapshot(snapshotId);
    if (table == null || snapshot == null) {
      throw new LooplineException(
          FeatureError.SNAPSHOT_NOT_FOUND,
          "The view '"
              + view
              + "' has no snapshot "
              + snapshotId
              + ". It has "
              + snapshots().stream().map(dev.loopline.features.Snapshot::id).toList()
              + ".");
    }
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshotId).planFiles()) {
      tasks.forEach(task -> files.add(task.file().location()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(null);
    Schema schema = Objects.requireNonNull(table.schemas().get(snapshot.schemaId()));
    String features = Objects.requireNonNull(snapshot.summary().get(FEATURES));
    return new TableData(
        view,
        files,
        List.of(Json.read(features, Feature[].class)),
        schema.columns().stream().map(Types.NestedField::name).toList(),
        snapshotId,
        String.valueOf(snapshot.summary().get(COMMIT)));
  }
}
