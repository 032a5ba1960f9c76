package dev.loopline.features.internal.offline;

import dev.loopline.kernel.db.Tx;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over the pointers to tables. */
public final class TableDao {
  private TableDao() {}

  /**
   * What is current.
   *
   * @param metadata path of the table's metadata file
   * @param snapshot 0 where there is none yet
   */
  public record Pointer(String metadata, long snapshot, long rows) {}

  public static Optional<Pointer> find(Handle h, String product, String view) {
    return h.createQuery(
            """
            select metadata, snapshot, row_count from feature_table
            where product = :product and view_name = :view
            """)
        .bind("product", product)
        .bind("view", view)
        .map(
            (rs, ctx) ->
                new Pointer(
                    rs.getString("metadata"), rs.getLong("snapshot"), rs.getLong("row_count")))
        .findOne();
  }

  /** Compare-and-set: false where another commit has moved the pointer since {@code former}. */
  static boolean swap(
      Tx tx, String product, String view, @Nullable String former, Pointer pointer) {
    String sql =
        former == null
            ? """
              insert into feature_table (product, view_name, metadata, snapshot, row_count)
              values (:product, :view, :metadata, :snapshot, :rows)
              on conflict (product, view_name) do nothing
              """
            : """
              update feature_table
              set metadata = :metadata, snapshot = :snapshot, row_count = :rows
              where product = :product and view_name = :view and metadata = :former
              """;
    var update =
        tx.handle()
            .createUpdate(sql)
            .bind("product", product)
            .bind("view", view)
            .bind("metadata", pointer.metadata())
            .bind("snapshot", pointer.snapshot())
            .bind("rows", pointer.rows());
    if (former != null) {
      update.bind("former", former);
    }
    return update.execute() > 0;
  }
}
