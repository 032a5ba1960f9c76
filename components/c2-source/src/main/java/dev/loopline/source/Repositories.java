package dev.loopline.source;

import dev.loopline.kernel.artifacts.SafePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of all products. A product's repository is there as soon as the product is. When
 * a push is acknowledged, its objects and refs are synced and its {@code source.push} event is in
 * the log; if the process dies in between, the event is appended at the next start.
 */
public interface Repositories {
  /** Branches and tags, by name. */
  List<Ref> refs(String product);

  /** What a branch, tag or abbreviated id stands for; empty where there is no such revision. */
  Optional<Commit> find(String product, String revision);

  /** Commits from a revision back, newest first, from after {@code cursor} (a commit's id) on. */
  List<Commit> log(String product, String revision, @Nullable String cursor, int limit);

  /** All files of a revision, by path. */
  List<TreeEntry> files(String product, String revision);

  /** A file's bytes; {@code FILE_TOO_LARGE} beyond {@code maxBytes}. */
  byte[] read(String product, String revision, SafePath path, int maxBytes);

  /** Takes a file's content while it is visited; the stream is closed afterwards. */
  @FunctionalInterface
  interface FileVisitor {
    void file(TreeEntry entry, InputStream content) throws IOException;
  }

  /**
   * Hands over a revision's files by path, in one walk. Symbolic links and submodules are left out:
   * what is built from here cannot point outside.
   */
  void visit(String product, String revision, FileVisitor visitor);

  /**
   * Whether {@code newer} is {@code older} or has it in its history; false where one is unknown.
   */
  boolean isAncestor(String product, String older, String newer);

  /** Answers git's first request: which refs there are. */
  void advertise(String product, GitService service, Optional<String> protocol, OutputStream out);

  /** Sends what a clone or fetch asks for. */
  void upload(String product, Optional<String> protocol, InputStream in, OutputStream out);

  /** Takes a push, in the name of {@code actor}. */
  void receive(String product, String actor, InputStream in, OutputStream out);
}
