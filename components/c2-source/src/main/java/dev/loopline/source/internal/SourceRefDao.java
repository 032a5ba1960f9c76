package dev.loopline.source.internal;

import dev.loopline.kernel.db.Tx;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.jdbi.v3.core.Handle;

/** The refs that the log already tells of. */
final class SourceRefDao {
  private SourceRefDao() {}

  static Map<String, String> all(Handle h, String product) {
    return h.createQuery("select ref, object_id from source_ref where product = :product")
        .bind("product", product)
        .reduceRows(
            new HashMap<>(),
            (refs, row) -> {
              refs.put(
                  row.getColumn("ref", String.class), row.getColumn("object_id", String.class));
              return refs;
            });
  }

  /** Moves a ref from where it was to where it is; false where it was not there any more. */
  static boolean move(Tx tx, String product, String ref, String before, String after) {
    String zero = ObjectId.zeroId().name();
    String sql;
    if (before.equals(zero)) {
      sql =
          """
          insert into source_ref (product, ref, object_id) values (:product, :ref, :after)
          on conflict (product, ref) do nothing
          """;
    } else if (after.equals(zero)) {
      sql =
          "delete from source_ref where product = :product and ref = :ref and object_id = :before";
    } else {
      sql =
          """
          update source_ref set object_id = :after
          where product = :product and ref = :ref and object_id = :before
          """;
    }
    return tx.handle()
            .createUpdate(sql)
            .bind("product", product)
            .bind("ref", ref)
            .bind("before", before)
            .bind("after", after)
            .execute()
        > 0;
  }
}
