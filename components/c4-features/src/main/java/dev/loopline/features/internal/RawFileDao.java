package dev.loopline.features.internal;

import dev.loopline.features.RawFile;
import dev.loopline.features.SourceInfo;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements over raw files. */
public final class RawFileDao {
  private static final RowMapper<RawFile> FILE =
      (rs, ctx) ->
          new RawFile(
              rs.getString("product"),
              rs.getString("source"),
              rs.getLong("revision"),
              rs.getString("name"),
              new Digest(rs.getString("digest")),
              rs.getLong("size"),
              Instant.ofEpochMilli(rs.getLong("uploaded_at")),
              rs.getString("uploaded_by"));

  private RawFileDao() {}

  public static Optional<RawFile> newest(Handle h, String product, String source) {
    return h.createQuery(
            """
            select product, source, revision, name, digest, size, uploaded_at, uploaded_by
            from raw_file where product = :product and source = :source
            order by revision desc limit 1
            """)
        .bind("product", product)
        .bind("source", source)
        .map(FILE)
        .findOne();
  }

  static Optional<RawFile> find(Handle h, String product, String source, long revision) {
    return h.createQuery(
            """
            select product, source, revision, name, digest, size, uploaded_at, uploaded_by
            from raw_file where product = :product and source = :source and revision = :revision
            """)
        .bind("product", product)
        .bind("source", source)
        .bind("revision", revision)
        .map(FILE)
        .findOne();
  }

  /** The newest revision of each source. */
  static List<SourceInfo> list(Handle h, String product) {
    return h.createQuery(
            """
            select source, revision, row_count from raw_file f where product = :product
              and revision = (
                select max(revision) from raw_file
                where product = f.product and source = f.source)
            """)
        .bind("product", product)
        .map(
            (rs, ctx) ->
                new SourceInfo(
                    rs.getString("source"), rs.getLong("row_count"), rs.getLong("revision")))
        .list();
  }

  /** The primary key refuses the second of two uploads that both saw the same newest revision. */
  public static void insert(Tx tx, RawFile file, long rows) {
    tx.handle()
        .createUpdate(
            """
            insert into raw_file
              (product, source, revision, name, digest, size, row_count, uploaded_at, uploaded_by)
            values (:product, :source, :revision, :name, :digest, :size, :rows, :at, :by)
            """)
        .bind("product", file.product())
        .bind("source", file.source())
        .bind("revision", file.revision())
        .bind("name", file.name())
        .bind("digest", file.digest().hex())
        .bind("size", file.size())
        .bind("rows", rows)
        .bind("at", file.uploadedAt())
        .bind("by", file.uploadedBy())
        .execute();
  }
}
