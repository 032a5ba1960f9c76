package dev.loopline.features.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.garbage.BlobColumn;
import dev.loopline.kernel.garbage.BlobUser;
import dev.loopline.kernel.garbage.Doomed;
import java.util.Optional;

/**
 * Raw files, all of whose revisions stay. Training sets are outputs of tasks, so the workflow's;
 * tables of features lie outside the blob store.
 */
record SourceBlobs(Database db) implements BlobUser {
  private static final BlobColumn FILES = BlobColumn.hex("raw_file", "digest");

  @Override
  public String component() {
    return "features";
  }

  @Override
  public Uses uses(Optional<Doomed> leaving) {
    return some -> FILES.among(db, some);
  }
}
