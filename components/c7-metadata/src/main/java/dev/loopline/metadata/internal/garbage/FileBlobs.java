package dev.loopline.metadata.internal.garbage;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.garbage.BlobColumn;
import dev.loopline.kernel.garbage.BlobUser;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.metadata.RunFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The files of the metadata store, by their paths. */
public record FileBlobs(Database db, RunFiles files) implements BlobUser {
  private static final BlobColumn FILES = BlobColumn.hex("artifact", "digest");
  private static final int SOME = 1_000;

  @Override
  public String component() {
    return "metadata";
  }

  @Override
  public Uses uses(Optional<Doomed> leaving) {
    if (leaving.isEmpty()) {
      return some -> FILES.among(db, some);
    }
    Set<String> folders = folders(new DoomedRows(leaving.get()), new Roots(files));
    return some -> staying(FILES.among(db, some), folders);
  }

  /** Those of some blobs that a path outside of the folders names. */
  private Set<Digest> staying(Set<Digest> used, Set<String> folders) {
    if (used.isEmpty() || folders.isEmpty()) {
      return used;
    }
    Set<Digest> staying = new HashSet<>();
    List<String> wanted = used.stream().map(Digest::hex).toList();
    db.read(
        h -> {
          h.createQuery("select digest, path from artifact where digest in (<wanted>)")
              .bindList("wanted", wanted)
              .map((rs, ctx) -> new String[] {rs.getString("digest"), rs.getString("path")})
              .forEach(
                  row -> {
                    if (!isBelow(row[1], folders)) {
                      staying.add(new Digest(row[0]));
                    }
                  });
          return staying;
        });
    return staying;
  }

  private static boolean isBelow(String path, Set<String> folders) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (folders.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private Set<String> folders(DoomedRows rows, Roots roots) {
    Set<String> folders = new HashSet<>();
    addAll(folders, after -> h -> rows.runs(h, after, SOME), roots::ofRun);
    addAll(folders, after -> h -> rows.models(h, after, SOME), roots::ofModel);
    folders.addAll(
        db.read(
            h ->
                rows.experiments(h).stream()
                    .flatMap(e -> roots.ofExperiment(h, e).stream())
                    .collect(Collectors.toSet())));
    return folders;
  }

  private void addAll(
      Set<String> folders,
      Function<Long, Function<Handle, List<DoomedRows.Row>>> some,
      Function<DoomedRows.Row, Optional<String>> root) {
    List<DoomedRows.Row> found;
    long after = 0;
    do {
      found = db.read(some.apply(after));
      found.forEach(row -> root.apply(row).ifPresent(folders::add));
      after = found.isEmpty() ? after : found.getLast().no();
    } while (found.size() == SOME);
  }
}
