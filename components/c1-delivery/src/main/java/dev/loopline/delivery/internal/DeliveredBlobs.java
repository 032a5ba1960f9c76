package dev.loopline.delivery.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.garbage.BlobColumn;
import dev.loopline.kernel.garbage.BlobUser;
import dev.loopline.kernel.garbage.Doomed;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The artifacts of deliveries, all of which stay. */
record DeliveredBlobs(Database db) implements BlobUser {
  private static final List<BlobColumn> COLUMNS =
      List.of(
          BlobColumn.prefixed("delivery_artifact", "digest"),
          BlobColumn.prefixed("delivery", "artifact"));

  @Override
  public String component() {
    return "delivery";
  }

  @Override
  public Uses uses(Optional<Doomed> leaving) {
    return some -> {
      Set<Digest> used = new HashSet<>();
      COLUMNS.forEach(column -> used.addAll(column.among(db, some)));
      return used;
    };
  }
}
