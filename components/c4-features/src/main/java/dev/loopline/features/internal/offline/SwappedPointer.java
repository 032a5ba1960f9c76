package dev.loopline.features.internal.offline;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * A table whose pointer to its metadata is a row of our database, swapped in a transaction of the
 * kernel together with the event that tells of it.
 */
final class SwappedPointer implements TableOperations {
  private final Kernel kernel;
  private final String product;
  private final String view;
  private final Path folder;
  private final FileIO io = new LocalFiles();
  private volatile @Nullable Read read;
  private Consumer<Tx> alongside = tx -> {};

  /** Metadata and where it was read, together: readers see no mix of two commits. */
  private record Read(String location, TableMetadata metadata) {}

  SwappedPointer(Kernel kernel, String product, String view, Path folder) {
    this.kernel = kernel;
    this.product = product;
    this.view = view;
    this.folder = folder;
  }

  /** What the next commits do in their transaction beside swapping the pointer. */
  void alongside(Consumer<Tx> work) {
    this.alongside = work;
  }

  @Override
  @SuppressWarnings("NullAway") // Iceberg takes null for a table that is not there yet.
  public @Nullable TableMetadata current() {
    Read now = read;
    return now == null ? refresh() : now.metadata();
  }

  @Override
  @SuppressWarnings("NullAway")
  public synchronized @Nullable TableMetadata refresh() {
    Optional<TableDao.Pointer> pointer = kernel.db().read(h -> TableDao.find(h, product, view));
    Read now = read;
    if (pointer.isPresent() && (now == null || !pointer.get().metadata().equals(now.location()))) {
      String location = pointer.get().metadata();
      now = new Read(location, TableMetadataParser.read(io.newInputFile(location)));
      read = now;
    }
    return now == null ? null : now.metadata();
  }

  @Override
  public void commit(@Nullable TableMetadata base, TableMetadata changed) {
    if (base == changed) {
      return;
    }
    String former = base == null ? null : base.metadataFileLocation();
    String next = metadataFileLocation(kernel.ids().next("v") + ".metadata.json");
    TableMetadataParser.overwrite(changed, io.newOutputFile(next));
    Snapshot snapshot = changed.currentSnapshot();
    TableDao.Pointer pointer =
        new TableDao.Pointer(
            next,
            snapshot == null ? 0 : snapshot.snapshotId(),
            snapshot == null ? 0 : IcebergTable.totalRows(snapshot));
    boolean swapped =
        kernel
            .db()
            .write(
                tx -> {
                  if (!TableDao.swap(tx, product, view, former, pointer)) {
                    return false;
                  }
                  alongside.accept(tx);
                  return true;
                });
    if (!swapped) {
      io.deleteFile(next);
      throw new CommitFailedException("another commit to %s came first", view);
    }
    refresh();
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return folder.resolve("metadata").resolve(fileName).toString();
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(folder.toString(), java.util.Map.of());
  }

  /**
   * Small growing numbers, which people can read and JavaScript can hold. Two writers that take the
   * same one are told apart by the swap.
   */
  @Override
  public long newSnapshotId() {
    TableMetadata now = current();
    return now == null
        ? 1
        : 1 + now.snapshots().stream().mapToLong(Snapshot::snapshotId).max().orElse(0);
  }
}
