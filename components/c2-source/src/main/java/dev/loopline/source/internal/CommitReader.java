package dev.loopline.source.internal;

import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.source.Commit;
import dev.loopline.source.Ref;
import dev.loopline.source.Repositories.FileVisitor;
import dev.loopline.source.SourceError;
import dev.loopline.source.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
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
final class CommitReader {
  private static final int LONGEST_TEXT = 200;

  private CommitReader() {}

  static List<Ref> refs(Repository repository) throws IOException {
    List<Ref> refs = new ArrayList<>();
    for (org.eclipse.jgit.lib.Ref ref : repository.getRefDatabase().getRefs()) {
      if (ref.getName().startsWith(Constants.R_HEADS)
          || ref.getName().startsWith(Constants.R_TAGS)) {
        refs.add(new Ref(ref.getName(), ref.getObjectId().name()));
      }
    }
    return refs;
  }

  static Optional<Commit> find(Repository repository, String revision) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      ObjectId id = resolve(repository, revision);
      return id == null ? Optional.empty() : Optional.of(commit(walk.parseCommit(id)));
    }
  }

  static List<Commit> log(
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

  /** What {@code after} has and none of {@code before} has, newest first; none for odd tags. */
  static List<Commit> added(
      Repository repository, Collection<String> before, String after, int most) throws IOException {
    List<Commit> commits = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(after)));
      for (String old : before) {
        ObjectId id = ObjectId.fromString(old);
        if (repository.getObjectDatabase().has(id)
            && walk.peel(walk.parseAny(id)) instanceof RevCommit known) {
          walk.markUninteresting(known);
        }
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

  static List<TreeEntry> files(Repository repository, String revision) throws IOException {
    List<TreeEntry> files = new ArrayList<>();
    try (TreeWalk walk = walk(repository, revision)) {
      while (walk.next()) {
        if (isPlainFile(walk)) {
          files.add(entry(walk));
        }
      }
    }
    return files;
  }

  static void visit(Repository repository, String revision, FileVisitor visitor)
      throws IOException {
    try (TreeWalk walk = walk(repository, revision)) {
      while (walk.next()) {
        if (!isPlainFile(walk)) {
          continue;
        }
        ObjectLoader loader = walk.getObjectReader().open(walk.getObjectId(0), Constants.OBJ_BLOB);
        try (InputStream content = loader.openStream()) {
          visitor.file(entry(walk), content);
        }
      }
    }
  }

  private static TreeEntry entry(TreeWalk walk) throws IOException {
    return new TreeEntry(
        walk.getPathString(),
        walk.getObjectReader().getObjectSize(walk.getObjectId(0), Constants.OBJ_BLOB),
        walk.getFileMode(0) == FileMode.EXECUTABLE_FILE);
  }

  static boolean isAncestor(Repository repository, String older, String newer) throws IOException {
    ObjectId from = resolve(repository, older);
    ObjectId to = resolve(repository, newer);
    if (from == null || to == null) {
      return false;
    }
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.isMergedInto(walk.parseCommit(from), walk.parseCommit(to));
    }
  }

  static byte[] read(Repository repository, String revision, SafePath path, int maxBytes)
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
      throw noRevision(revision);
    }
    return id;
  }

  static LooplineException noRevision(String revision) {
    return new LooplineException(
        SourceError.REVISION_NOT_FOUND,
        "There is no revision '" + revision + "'. Push it first, or name a branch that exists.");
  }

  private static @Nullable ObjectId resolve(Repository repository, String revision)
      throws IOException {
    try {
      return repository.resolve(revision + "^{commit}");
    } catch (RevisionSyntaxException
        | AmbiguousObjectException
        | MissingObjectException
        | IncorrectObjectTypeException e) {
      return null;
    }
  }

  private static Commit commit(RevCommit commit) {
    return new Commit(
        commit.name(),
        shortened(commit.getAuthorIdent().getName()),
        Instant.ofEpochSecond(commit.getCommitTime()),
        shortened(commit.getShortMessage()));
  }

  /** A first line may be megabytes long: lists, events and pages take its beginning. */
  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "…";
  }
}
