package dev.loopline.features.internal;

import dev.loopline.features.PushReceipt;
import dev.loopline.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over how far files were taken in. */
final class FileIngestDao {
  private FileIngestDao() {}

  /**
   * What is taken in.
   *
   * @param digest of the file, in hexadecimal
   * @param mapping a digest of how its columns were read
   */
  record Key(String product, String source, String digest, String mapping) {}

  /** How far it has come. */
  record Progress(long ordinal, long accepted, long rejected, long repeated, boolean finished) {
    static final Progress NONE = new Progress(0, 0, 0, 0, false);

    Progress plus(int rows, PushReceipt receipt) {
      return new Progress(
          ordinal + rows,
          accepted + receipt.accepted(),
          rejected + receipt.rejected(),
          repeated + receipt.repeated(),
          false);
    }
  }

  static Optional<Progress> find(Handle h, Key key) {
    return h.createQuery(
            """
            select ordinal, accepted, rejected, repeated, finished_at from file_ingest
            where product = :product and source = :source and digest = :digest
              and mapping = :mapping
            """)
        .bind("product", key.product())
        .bind("source", key.source())
        .bind("digest", key.digest())
        .bind("mapping", key.mapping())
        .map(
            (rs, ctx) ->
                new Progress(
                    rs.getLong("ordinal"),
                    rs.getLong("accepted"),
                    rs.getLong("rejected"),
                    rs.getLong("repeated"),
                    rs.getObject("finished_at") != null))
        .findOne();
  }

  static void put(Tx tx, Key key, Progress progress) {
    tx.handle()
        .createUpdate(
            """
            insert into file_ingest
              (product, source, digest, mapping, ordinal, accepted, rejected, repeated)
            values
              (:product, :source, :digest, :mapping, :ordinal, :accepted, :rejected, :repeated)
            on conflict (product, source, digest, mapping) do update set
              ordinal = excluded.ordinal, accepted = excluded.accepted,
              rejected = excluded.rejected, repeated = excluded.repeated
            """)
        .bind("product", key.product())
        .bind("source", key.source())
        .bind("digest", key.digest())
        .bind("mapping", key.mapping())
        .bind("ordinal", progress.ordinal())
        .bind("accepted", progress.accepted())
        .bind("rejected", progress.rejected())
        .bind("repeated", progress.repeated())
        .execute();
  }

  static void finish(Tx tx, Key key, Instant at) {
    tx.handle()
        .createUpdate(
            """
            update file_ingest set finished_at = :at
            where product = :product and source = :source and digest = :digest
              and mapping = :mapping
            """)
        .bind("product", key.product())
        .bind("source", key.source())
        .bind("digest", key.digest())
        .bind("mapping", key.mapping())
        .bind("at", at)
        .execute();
  }
}
