package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Tx;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The statements that write what only another registry can know: times and numbers. */
final class ImportStatements {
  private ImportStatements() {}

  static void restate(Tx tx, long model, String description, Instant created, Instant updated) {
    tx.handle()
        .createUpdate(
            """
            update registered_model
            set description = :description, created_at = :created, updated_at = :updated
            where no = :no
            """)
        .bind("no", model)
        .bind("description", description)
        .bind("created", created)
        .bind("updated", updated)
        .execute();
  }

  /** Notes that an import made the model. */
  static void note(Tx tx, long model) {
    tx.handle()
        .createUpdate("update registered_model set imported = 1 where no = :no")
        .bind("no", model)
        .execute();
  }

  /** Notes that an import made the version. */
  static void note(Tx tx, VersionKey key) {
    tx.handle()
        .createUpdate(
            "update model_version set imported = 1 where model_no = :no and version = :version")
        .bind("no", key.model())
        .bind("version", key.version())
        .execute();
  }

  /** Whether an import made the model, not somebody here under a name that became free. */
  static boolean isCopy(Tx tx, long model) {
    return tx.handle()
            .createQuery("select imported from registered_model where no = :no")
            .bind("no", model)
            .mapTo(Integer.class)
            .one()
        == 1;
  }

  /** Whether an import made the version. */
  static boolean isCopy(Tx tx, VersionKey key) {
    return tx.handle()
        .createQuery(
            "select imported from model_version where model_no = :no and version = :version")
        .bind("no", key.model())
        .bind("version", key.version())
        .mapTo(Integer.class)
        .findOne()
        .filter(imported -> imported == 1)
        .isPresent();
  }

  /** Numbers up to this one are not given again. */
  static void reserve(Tx tx, long model, int version) {
    tx.handle()
        .createUpdate(
            """
            update registered_model set next_version = :next
            where no = :no and next_version < :next
            """)
        .bind("no", model)
        .bind("next", version + 1)
        .execute();
  }

  static void restate(
      Tx tx, VersionKey key, @Nullable String description, Instant created, Instant updated) {
    tx.handle()
        .createUpdate(
            """
            update model_version
            set description = :description, created_at = :created, updated_at = :updated
            where model_no = :no and version = :version
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .bind("description", description)
        .bind("created", created)
        .bind("updated", updated)
        .execute();
  }

  /** Whether the number was given, to a version that may be deleted meanwhile. */
  static boolean isGiven(Tx tx, VersionKey key) {
    return tx.handle()
            .createQuery(
                "select count(*) from model_version where model_no = :no and version = :version")
            .bind("no", key.model())
            .bind("version", key.version())
            .mapTo(Integer.class)
            .one()
        > 0;
  }
}
