package dev.loopline.metadata.internal;

import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.StoredFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements over files by their path. */
final class ArtifactDao {
  private static final RowMapper<StoredFile> FILE =
      (rs, ctx) ->
          new StoredFile(
              rs.getString("path"), new Digest(rs.getString("digest")), rs.getLong("size"));

  private ArtifactDao() {}

  static void put(Tx tx, String path, Blob blob, Instant now) {
    tx.handle()
        .createUpdate(
            """
            insert into artifact (path, digest, size, modified_at)
            values (:path, :digest, :size, :now)
            on conflict (path) do update set
              digest = excluded.digest, size = excluded.size, modified_at = excluded.modified_at
            """)
        .bind("path", path)
        .bind("digest", blob.digest().hex())
        .bind("size", blob.size())
        .bind("now", now)
        .execute();
  }

  static Optional<StoredFile> find(Handle h, String path) {
    return h.createQuery("select path, digest, size from artifact where path = :path")
        .bind("path", path)
        .map(FILE)
        .findOne();
  }

  /**
   * What lies directly in a folder, in the order of paths: one seek for each, however many files
   * the folders within hold.
   *
   * @param folder empty, or with a slash at its end
   */
  static List<StoredFile> children(Handle h, String folder) {
    List<StoredFile> children = new ArrayList<>();
    String from = folder;
    while (true) {
      Optional<StoredFile> next = first(h, from, folder);
      if (next.isEmpty()) {
        return children;
      }
      String path = next.get().path();
      int slash = path.indexOf('/', folder.length());
      if (slash < 0) {
        children.add(next.get());
        from = path + "\u0001";
      } else {
        children.add(new StoredFile(path.substring(0, slash), null, 0));
        // The character behind the slash: what follows all paths in the folder.
        from = path.substring(0, slash) + "0";
      }
    }
  }

  private static Optional<StoredFile> first(Handle h, String from, String folder) {
    return h.createQuery(
            """
            select path, digest, size from artifact
            where path >= :from and (:folder = '' or path < :end) order by path limit 1
            """)
        .bind("from", from)
        .bind("folder", folder)
        .bind("end", end(folder))
        .map(FILE)
        .findOne();
  }

  /** Removes a file and all below it. */
  static int delete(Tx tx, String path) {
    return tx.handle()
        .createUpdate(
            "delete from artifact where path = :path or (path >= :folder and path < :end)")
        .bind("path", path)
        .bind("folder", path + "/")
        .bind("end", end(path + "/"))
        .execute();
  }

  /** Whether files lie below a path. */
  static boolean isFolder(Handle h, String path) {
    return first(h, path + "/", path + "/").isPresent();
  }

  private static String end(String folder) {
    return folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1) + "0";
  }
}
