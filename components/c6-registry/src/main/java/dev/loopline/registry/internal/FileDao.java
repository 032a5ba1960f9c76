package dev.loopline.registry.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.garbage.BlobColumn;
import dev.loopline.registry.Passport;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements over versions' files. */
final class FileDao {
  private static final RowMapper<Passport.File> FILE =
      (rs, ctx) ->
          new Passport.File(rs.getString("path"), rs.getString("digest"), rs.getLong("size"));

  private FileDao() {}

  static void insert(Tx tx, VersionKey key, List<Passport.File> files) {
    if (files.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        tx.handle()
            .prepareBatch(
                """
                insert into model_file (model_no, version, path, digest, size)
                values (:no, :version, :path, :digest, :size)
                """);
    for (Passport.File file : files) {
      batch
          .bind("no", key.model())
          .bind("version", key.version())
          .bind("path", file.path())
          .bind("digest", file.digest())
          .bind("size", file.size())
          .add();
    }
    batch.execute();
  }

  /** Notes the blobs that a version's document names. */
  static void named(Tx tx, VersionKey key, String document) {
    for (Digest digest : BlobColumn.in(document)) {
      tx.handle()
          .createUpdate(
              """
              insert into model_version_blob (model_no, version, digest)
              values (:no, :version, :digest) on conflict do nothing
              """)
          .bind("no", key.model())
          .bind("version", key.version())
          .bind("digest", digest.hex())
          .execute();
    }
  }

  static List<Passport.File> list(Handle h, VersionKey key) {
    return h.createQuery(
            """
            select path, digest, size from model_file
            where model_no = :no and version = :version order by path
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .map(FILE)
        .list();
  }

  static Optional<Passport.File> find(Handle h, VersionKey key, String path) {
    return h.createQuery(
            """
            select path, digest, size from model_file
            where model_no = :no and version = :version and path = :path
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .bind("path", path)
        .map(FILE)
        .findOne();
  }
}
