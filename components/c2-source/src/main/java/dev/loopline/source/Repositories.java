package dev.loopline.source;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.source.internal.CommitReader;
import dev.loopline.source.internal.PushLog;
import dev.loopline.source.internal.RepositoryStore;
import dev.loopline.source.internal.SmartHttp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of all products. A product's repository is there as soon as the product is. When
 * a push is acknowledged, its objects and refs are synced and its {@code source.push} event is in
 * the log; if the process dies in between, the event is appended at the next start.
 */
public final class Repositories {
  private final RepositoryStore store;
  private final PushLog pushes;
  private final SmartHttp smartHttp;

  /**
   * @param productExists which names may have a repository
   */
  public Repositories(Kernel kernel, Predicate<String> productExists) {
    this.store = new RepositoryStore(kernel.folder("source"), productExists);
    this.pushes = new PushLog(kernel);
    this.smartHttp = new SmartHttp(pushes);
    for (String product : store.existing()) {
      in(product, repository -> pushes.record(product, repository, "system:source"));
    }
  }

  /** Branches and tags, by name. */
  public List<Ref> refs(String product) {
    return in(product, CommitReader::refs);
  }

  /** What a branch, tag or abbreviated id stands for; empty where there is no such revision. */
  public Optional<Commit> find(String product, String revision) {
    return in(product, repository -> CommitReader.find(repository, revision));
  }

  /** Commits from a revision back, newest first, from after {@code cursor} (a commit's id) on. */
  public List<Commit> log(String product, String revision, @Nullable String cursor, int limit) {
    return in(product, repository -> CommitReader.log(repository, revision, cursor, limit));
  }

  /** All files of a revision, by path. */
  public List<TreeEntry> files(String product, String revision) {
    return in(product, repository -> CommitReader.files(repository, revision));
  }

  /** A file's bytes; {@code FILE_TOO_LARGE} beyond {@code maxBytes}. */
  public byte[] read(String product, String revision, SafePath path, int maxBytes) {
    return in(product, repository -> CommitReader.read(repository, revision, path, maxBytes));
  }

  /**
   * Writes a revision's files below an empty folder. Symbolic links and submodules are left out:
   * what is built from here cannot point outside.
   */
  public void checkout(String product, String revision, Path folder) {
    in(
        product,
        repository -> {
          CommitReader.checkout(repository, revision, folder);
          return folder;
        });
  }

  /** Answers git's first request: which refs there are. */
  public void advertise(
      String product, GitService service, Optional<String> protocol, OutputStream out) {
    in(
        product,
        repository -> {
          smartHttp.advertise(product, repository, service, protocol, out);
          return product;
        });
  }

  /** Sends what a clone or fetch asks for. */
  public void upload(String product, Optional<String> protocol, InputStream in, OutputStream out) {
    in(
        product,
        repository -> {
          smartHttp.upload(repository, protocol, in, out);
          return product;
        });
  }

  /** Takes a push, in the name of {@code actor}. */
  public void receive(String product, String actor, InputStream in, OutputStream out) {
    in(
        product,
        repository -> {
          smartHttp.receive(product, repository, actor, in, out);
          return product;
        });
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Repository repository) throws IOException;
  }

  private <T> T in(String product, Work<T> work) {
    try (Repository repository = store.open(product)) {
      return work.on(repository);
    } catch (IOException e) {
      throw new UncheckedIOException("the repository of " + product + " failed", e);
    }
  }

  /** The error for a revision that is not there. */
  public static LooplineException noSuchRevision(String revision) {
    return new LooplineException(
        SourceError.REVISION_NOT_FOUND,
        "There is no revision '" + revision + "'. Push it first, or name a branch that exists.");
  }
}
