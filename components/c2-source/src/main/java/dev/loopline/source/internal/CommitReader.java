package dev.loopline.source.internal;

import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.source.Commit;
import dev.loopline.source.Ref;
import dev.loopline.source.SourceError;
import dev.loopline.source.TreeEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** Reads refs, commits and files. */
public final class CommitReader {
  private CommitReader() {}

  public static List<Ref> refs(Repository repository) throws IOException {
    List<Ref> refs = new ArrayList<>();
    for (org.eclipse.jgit.lib.Ref ref : repository.getRefDatabase().getRefs()) {
      if (ref.getName().startsWith(Constants.R_HEADS)
          || ref.getName().startsWith(Constants.R_TAGS)) {
        refs.add(new Ref(ref.getName(), ref.getObjectId().name()));
      }
    }
    return refs;
  }

  public static Optional<Commit> find(Repository repository, String revision) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      ObjectId id = resolve(repository, revision);
      return id == null ? Optional.empty() : Optional.of(commit(walk.parseCommit(id)));
    } catch (IncorrectObjectTypeException e) {
      return Optional.empty();
    }
  }

  public static List<Commit> log(
      Repository repository, String revision, @Nullable String cursor, int limit)
      throws IOException {
    List<Commit> commits = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(require(repository, revision)));
      boolean reached = cursor == null;
      for (RevCommit next = walk.next();
          next != null && commits.size() < limit;
          next = walk.next()) {
        if (reached) {
          commits.add(commit(next));
        } else {
          reached = next.name().equals(cursor);
        }
      }
    }
    return commits;
  }

  /**
   * What {@code after} has and {@code before} has not, newest first; tags on other objects: none.
   */
  static List<Commit> between(Repository repository, String before, String after, int most)
      throws IOException {
    List<Commit> commits = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(after)));
      ObjectId old = ObjectId.fromString(before);
      if (!old.equals(ObjectId.zeroId()) && repository.getObjectDatabase().has(old)) {
        walk.markUninteresting(walk.parseCommit(old));
      }
      for (RevCommit next = walk.next();
          next != null && commits.size() < most;
          next = walk.next()) {
        commits.add(commit(next));
      }
    } catch (IncorrectObjectTypeException e) {
      return List.of();
    }
    return commits;
  }

  public static List<TreeEntry> files(Repository repository, String revision) throws IOException {
    List<TreeEntry> files = new ArrayList<>();
    try (TreeWalk walk = walk(repository, revision)) {
      while (walk.next()) {
        if (isPlainFile(walk)) {
          long size = walk.getObjectReader().getObjectSize(walk.getObjectId(0), Constants.OBJ_BLOB);
          files.add(new TreeEntry(walk.getPathString(), size));
        }
      }
    }
    return files;
  }

  public static byte[] read(Repository repository, String revision, SafePath path, int maxBytes)
      throws IOException {
    try (RevWalk commits = new RevWalk(repository);
        TreeWalk walk =
            TreeWalk.forPath(
                repository,
                path.toString(),
                commits.parseCommit(require(repository, revision)).getTree())) {
      if (walk == null || !isPlainFile(walk)) {
        throw new LooplineException(
            SourceError.FILE_NOT_FOUND, "There is no file '" + path + "' at " + revision + ".");
      }
      ObjectLoader loader = repository.open(walk.getObjectId(0), Constants.OBJ_BLOB);
      if (loader.getSize() > maxBytes) {
        throw new LooplineException(
            SourceError.FILE_TOO_LARGE,
            "'"
                + path
                + "' has "
                + loader.getSize()
                + " bytes; at most "
                + maxBytes
                + " are read.");
      }
      return loader.getBytes(maxBytes);
    }
  }

  public static void checkout(Repository repository, String revision, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    try (TreeWalk walk = walk(repository, revision)) {
      while (walk.next()) {
        if (!isPlainFile(walk)) {
          continue;
        }
        Path file = SafePath.of(walk.getPathString()).under(folder);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
          repository.open(walk.getObjectId(0), Constants.OBJ_BLOB).copyTo(out);
        }
        if (walk.getFileMode(0) == FileMode.EXECUTABLE_FILE && !file.toFile().setExecutable(true)) {
          throw new IOException("cannot make " + file + " executable");
        }
      }
    }
  }

  private static TreeWalk walk(Repository repository, String revision) throws IOException {
    ObjectId id = require(repository, revision);
    TreeWalk walk = new TreeWalk(repository);
    try (RevWalk commits = new RevWalk(repository)) {
      walk.addTree(commits.parseCommit(id).getTree());
    }
    walk.setRecursive(true);
    return walk;
  }

  private static boolean isPlainFile(TreeWalk walk) {
    FileMode mode = walk.getFileMode(0);
    return mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE;
  }

  private static ObjectId require(Repository repository, String revision) throws IOException {
    ObjectId id = resolve(repository, revision);
    if (id == null) {
      throw new LooplineException(
          SourceError.REVISION_NOT_FOUND,
          "There is no revision '" + revision + "'. Push it first, or name a branch that exists.");
    }
    return id;
  }

  private static @Nullable ObjectId resolve(Repository repository, String revision)
      throws IOException {
    try {
      return repository.resolve(revision + "^{commit}");
    } catch (RevisionSyntaxException | AmbiguousObjectException e) {
      return null;
    }
  }

  private static Commit commit(RevCommit commit) {
    return new Commit(
        commit.name(),
        commit.getAuthorIdent().getName(),
        Instant.ofEpochSecond(commit.getCommitTime()),
        commit.getShortMessage());
  }
}
