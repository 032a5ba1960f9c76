package dev.loopline.product.internal;

import dev.loopline.kernel.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The statements over products and their declarations. */
public final class ProductDao {
  private static final String NEWEST =
      """
      select p.name, p.created_at, p.created_by, coalesce(s.revision, 0) as revision,
        s.commit_id, s.document
      from product p
      left join product_spec s on s.product = p.name and s.revision =
        (select max(revision) from product_spec where product = p.name)
      """;
  private static final RowMapper<ProductRow> ROW =
      (rs, ctx) ->
          new ProductRow(
              rs.getString("name"),
              Instant.ofEpochMilli(rs.getLong("created_at")),
              rs.getString("created_by"),
              rs.getLong("revision"),
              rs.getString("commit_id"),
              rs.getString("document"));

  private ProductDao() {}

  /** False where the name is taken. */
  public static boolean insert(Tx tx, String name, Instant at, String actor) {
    return tx.handle()
            .createUpdate(
                """
                insert into product (name, created_at, created_by) values (:name, :at, :actor)
                on conflict (name) do nothing
                """)
            .bind("name", name)
            .bind("at", at)
            .bind("actor", actor)
            .execute()
        > 0;
  }

  /** Adds a revision, unless the newest one is of this very commit. */
  public static boolean insertSpec(
      Tx tx, String product, String commit, String document, Instant at) {
    // Two at once would read the same newest revision: the product's row makes them take turns.
    tx.handle()
        .createUpdate("update product set created_by = created_by where name = :product")
        .bind("product", product)
        .execute();
    return tx.handle()
            .createUpdate(
                """
                insert into product_spec (product, revision, commit_id, document, applied_at)
                select :product,
                  1 + coalesce((select max(revision) from product_spec where product = :product), 0),
                  :commit, :document, :at
                where not exists (
                  select 1 from product_spec s where s.product = :product and s.commit_id = :commit
                    and s.revision = (select max(revision) from product_spec where product = :product))
                """)
            .bind("product", product)
            .bind("commit", commit)
            .bind("document", document)
            .bind("at", at)
            .execute()
        > 0;
  }

  public static Optional<ProductRow> find(Handle h, String name) {
    return h.createQuery(NEWEST + "where p.name = :name").bind("name", name).map(ROW).findOne();
  }

  public static List<ProductRow> page(Handle h, @Nullable String after, int limit) {
    return h.createQuery(NEWEST + "where p.name > :after order by p.name limit :limit")
        .bind("after", after == null ? "" : after)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }
}
