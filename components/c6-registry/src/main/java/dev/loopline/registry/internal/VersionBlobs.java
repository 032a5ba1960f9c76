package dev.loopline.registry.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.garbage.BlobColumn;
import dev.loopline.kernel.garbage.BlobUser;
import dev.loopline.kernel.garbage.Doomed;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The files of versions, and what versions were made from. */
record VersionBlobs(Database db) implements BlobUser {
  private static final BlobColumn FILES = BlobColumn.prefixed("model_file", "digest");
  private static final BlobColumn NAMED = BlobColumn.hex("model_version_blob", "digest");

  @Override
  public String component() {
    return "registry";
  }

  @Override
  public Uses uses(Optional<Doomed> leaving) {
    return leaving
        .filter(Doomed::isEverything)
        .<Uses>map(d -> some -> staying(some, d))
        .orElse(this::all);
  }

  private Set<Digest> all(Set<Digest> some) {
    Set<Digest> used = new HashSet<>(FILES.among(db, some));
    used.addAll(NAMED.among(db, some));
    return used;
  }

  private Set<Digest> staying(Set<Digest> some, Doomed doomed) {
    Set<Digest> named = all(some);
    if (named.isEmpty()) {
      return named;
    }
    return db.read(h -> staying(h, List.copyOf(named), doomed));
  }

  private static Set<Digest> staying(Handle h, List<Digest> named, Doomed doomed) {
    Set<Digest> staying = new HashSet<>();
    h.createQuery(
            """
            select f.digest from model_file f
              join model_version v on v.model_no = f.model_no and v.version = f.version
            where f.digest in (<prefixed>) and (v.deleted_at is null or v.deleted_at > :before)
            union
            select b.digest from model_version_blob b
              join model_version v on v.model_no = b.model_no and v.version = b.version
            where b.digest in (<plain>) and (v.deleted_at is null or v.deleted_at > :before)
            """)
        .bindList("prefixed", named.stream().map(Digest::toString).toList())
        .bindList("plain", named.stream().map(Digest::hex).toList())
        .bind("before", doomed.before())
        .mapTo(String.class)
        .forEach(text -> staying.add(Digest.parse(text)));
    return staying;
  }
}
