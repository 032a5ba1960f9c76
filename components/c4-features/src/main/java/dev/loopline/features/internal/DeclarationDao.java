package dev.loopline.features.internal;

import dev.loopline.features.internal.spec.Declarations;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over what products declare. */
final class DeclarationDao {
  private DeclarationDao() {}

  /** The newest declarations of a product. */
  record Declared(String commit, Declarations declarations) {}

  static Optional<Declared> newest(Handle h, String product) {
    return h.createQuery(
            """
            select commit_id, document from feature_declaration where product = :product
            order by revision desc limit 1
            """)
        .bind("product", product)
        .map(
            (rs, ctx) ->
                new Declared(
                    rs.getString("commit_id"),
                    Json.read(rs.getString("document"), Declarations.class)))
        .findOne();
  }

  /** The primary key refuses the second of two that both saw the same newest revision. */
  static void insert(Tx tx, String product, Declared declared, Instant at, String actor) {
    tx.handle()
        .createUpdate(
            """
            insert into feature_declaration
              (product, revision, commit_id, document, applied_at, applied_by)
            select :product,
              1 + coalesce(
                (select max(revision) from feature_declaration where product = :product), 0),
              :commit, :document, :at, :actor
            """)
        .bind("product", product)
        .bind("commit", declared.commit())
        .bind("document", Json.write(declared.declarations()))
        .bind("at", at)
        .bind("actor", actor)
        .execute();
  }
}
