package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.registry.RegisteredModel;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements over registered models. */
final class ModelDao {
  static final String COLUMNS =
      "m.no, m.name, m.product, m.description, m.created_at, m.updated_at";

  private static final RowMapper<ModelRow> ROW = (rs, ctx) -> ModelRow.of(rs);

  private ModelDao() {}

  /** The new model's number; empty where the name is taken. */
  static Optional<Long> insert(Tx tx, String name, String description, Instant now) {
    return tx.handle()
        .createQuery(
            """
            insert into registered_model
              (name, product, description, next_version, created_at, updated_at)
            values (:name, :product, :description, 1, :now, :now)
            on conflict (name) do nothing returning no
            """)
        .bind("name", name)
        .bind("product", RegisteredModel.productOf(name))
        .bind("description", description)
        .bind("now", now)
        .mapTo(Long.class)
        .findOne();
  }

  static Optional<ModelRow> find(Handle h, String name) {
    if (isNoName(name)) {
      return Optional.empty();
    }
    return h.createQuery("select " + COLUMNS + " from registered_model m where m.name = :name")
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  /** PostgreSQL takes no NUL, not even to look for it. */
  static boolean isNoName(String name) {
    return name.indexOf('\0') >= 0;
  }

  /** The row, kept from others until the transaction ends: changes of one model are in a row. */
  static Optional<ModelRow> lock(Tx tx, Dialect dialect, String name) {
    if (isNoName(name)) {
      return Optional.empty();
    }
    return tx.handle()
        .createQuery(
            "select "
                + COLUMNS
                + " from registered_model m where m.name = :name "
                + dialect.forUpdate())
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  /** Takes the next version's number, which nobody else gets. */
  static int nextVersion(Tx tx, long no, Instant now) {
    return tx.handle()
        .createQuery(
            """
            update registered_model set next_version = next_version + 1, updated_at = :now
            where no = :no returning next_version - 1
            """)
        .bind("no", no)
        .bind("now", now)
        .mapTo(Integer.class)
        .one();
  }

  static void touch(Tx tx, long no, Instant now) {
    tx.handle()
        .createUpdate("update registered_model set updated_at = :now where no = :no")
        .bind("no", no)
        .bind("now", now)
        .execute();
  }

  static void describe(Tx tx, long no, String description, Instant now) {
    tx.handle()
        .createUpdate(
            """
            update registered_model set description = :description, updated_at = :now
            where no = :no
            """)
        .bind("no", no)
        .bind("description", description)
        .bind("now", now)
        .execute();
  }

  static void rename(Tx tx, long no, String name, Instant now) {
    tx.handle()
        .createUpdate(
            """
            update registered_model set name = :name, product = :product, updated_at = :now
            where no = :no
            """)
        .bind("no", no)
        .bind("name", name)
        .bind("product", RegisteredModel.productOf(name))
        .bind("now", now)
        .execute();
    tx.handle()
        .createUpdate("update model_version set updated_at = :now where model_no = :no")
        .bind("no", no)
        .bind("now", now)
        .execute();
  }

  static void delete(Tx tx, long no) {
    for (String table :
        new String[] {
          "model_alias",
          "model_tag",
          "model_version_tag",
          "model_file",
          "model_version_blob",
          "model_card",
          "model_version"
        }) {
      tx.handle()
          .createUpdate("delete from " + table + " where model_no = :no")
          .bind("no", no)
          .execute();
    }
    tx.handle()
        .createUpdate("delete from registered_model where no = :no")
        .bind("no", no)
        .execute();
  }
}
