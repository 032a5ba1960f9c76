package dev.loopline.source.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.source.Commit;
import dev.loopline.source.GitService;
import dev.loopline.source.Ref;
import dev.loopline.source.Repositories;
import dev.loopline.source.SourceError;
import dev.loopline.source.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** {@link Repositories} over the component's tables and the kernel's stores. */
public final class LocalRepositories implements Repositories {
  private static final Logger LOG = Logger.getLogger(LocalRepositories.class.getName());

  private final RepositoryStore store;
  private final SmartHttp smartHttp;

  /**
   * @param productExists which names may have a repository
   */
  public LocalRepositories(Kernel kernel, Predicate<String> productExists) {
    this.store = new RepositoryStore(kernel.folder("source"), productExists);
    PushLog pushes = new PushLog(kernel);
    this.smartHttp = new SmartHttp(pushes);
    for (String product : store.existing()) {
      tellWhatWasMissed(product, pushes);
    }
  }

  private void tellWhatWasMissed(String product, PushLog pushes) {
    try {
      in(product, repository -> pushes.record(product, repository, "system:source"));
    } catch (RuntimeException e) {
      // One repository that cannot be read must not keep all others from being served.
      LOG.log(
          Level.SEVERE,
          "The repository of "
              + product
              + " cannot be read; restore it from a clone. Pushes to it since the last start may"
              + " be missing in the log.",
          e);
    }
  }

  @Override
  public List<Ref> refs(String product) {
    return find(product, CommitReader::refs).orElse(List.of());
  }

  @Override
  public Optional<Commit> find(String product, String revision) {
    return find(product, repository -> CommitReader.find(repository, revision))
        .flatMap(found -> found);
  }

  @Override
  public List<Commit> log(String product, String revision, @Nullable String cursor, int limit) {
    return at(product, revision, r -> CommitReader.log(r, revision, cursor, limit));
  }

  @Override
  public List<TreeEntry> files(String product, String revision) {
    return at(product, revision, r -> CommitReader.files(r, revision));
  }

  @Override
  public byte[] read(String product, String revision, SafePath path, int maxBytes) {
    return at(product, revision, r -> CommitReader.read(r, revision, path, maxBytes));
  }

  @Override
  public void visit(String product, String revision, FileVisitor visitor) {
    at(
        product,
        revision,
        repository -> {
          CommitReader.visit(repository, revision, visitor);
          return product;
        });
  }

  @Override
  public boolean isAncestor(String product, String older, String newer) {
    return find(product, r -> CommitReader.isAncestor(r, older, newer)).orElse(false);
  }

  @Override
  public void advertise(
      String product, GitService service, Optional<String> protocol, OutputStream out) {
    in(
        product,
        repository -> {
          smartHttp.advertise(repository, service, protocol, out);
          return product;
        });
  }

  @Override
  public void upload(String product, Optional<String> protocol, InputStream in, OutputStream out) {
    in(
        product,
        repository -> {
          smartHttp.upload(repository, protocol, in, out);
          return product;
        });
  }

  @Override
  public void receive(String product, String actor, InputStream in, OutputStream out) {
    ReentrantLock lock = store.lock(product);
    in(
        product,
        repository -> {
          smartHttp.receive(new SmartHttp.Push(product, repository, actor, lock), in, out);
          return product;
        });
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Repository repository) throws IOException;
  }

  /** For reading: a repository that nobody has used yet is not made by looking at it. */
  private <T> Optional<T> find(String product, Work<T> work) {
    try (Repository repository = store.find(product).orElse(null)) {
      return repository == null ? Optional.empty() : Optional.of(work.on(repository));
    } catch (IOException e) {
      throw new LooplineException(
          SourceError.REPOSITORY_UNREADABLE,
          "The repository of " + product + " cannot be read; restore its folder from a clone.",
          e);
    }
  }

  private <T> T at(String product, String revision, Work<T> work) {
    return find(product, work).orElseThrow(() -> CommitReader.noRevision(revision));
  }

  private <T> T in(String product, Work<T> work) {
    try (Repository repository = store.open(product)) {
      return work.on(repository);
    } catch (IOException e) {
      throw new UncheckedIOException("the repository of " + product + " failed", e);
    }
  }
}
