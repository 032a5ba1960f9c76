package dev.loopline.source.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.source.Commit;
import dev.loopline.source.GitService;
import dev.loopline.source.Ref;
import dev.loopline.source.Repositories;
import dev.loopline.source.TreeEntry;
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

/** {@link Repositories} over the component's tables and the kernel's stores. */
public final class LocalRepositories implements Repositories {
  private final RepositoryStore store;
  private final PushLog pushes;
  private final SmartHttp smartHttp;

  /**
   * @param productExists which names may have a repository
   */
  public LocalRepositories(Kernel kernel, Predicate<String> productExists) {
    this.store = new RepositoryStore(kernel.folder("source"), productExists);
    this.pushes = new PushLog(kernel);
    this.smartHttp = new SmartHttp(pushes);
    for (String product : store.existing()) {
      in(product, repository -> pushes.record(product, repository, "system:source"));
    }
  }

  @Override
  public List<Ref> refs(String product) {
    return in(product, CommitReader::refs);
  }

  @Override
  public Optional<Commit> find(String product, String revision) {
    return in(product, repository -> CommitReader.find(repository, revision));
  }

  @Override
  public List<Commit> log(String product, String revision, @Nullable String cursor, int limit) {
    return in(product, repository -> CommitReader.log(repository, revision, cursor, limit));
  }

  @Override
  public List<TreeEntry> files(String product, String revision) {
    return in(product, repository -> CommitReader.files(repository, revision));
  }

  @Override
  public byte[] read(String product, String revision, SafePath path, int maxBytes) {
    return in(product, repository -> CommitReader.read(repository, revision, path, maxBytes));
  }

  @Override
  public void checkout(String product, String revision, Path folder) {
    in(
        product,
        repository -> {
          CommitReader.checkout(repository, revision, folder);
          return folder;
        });
  }

  @Override
  public void advertise(
      String product, GitService service, Optional<String> protocol, OutputStream out) {
    in(
        product,
        repository -> {
          smartHttp.advertise(product, repository, service, protocol, out);
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
}
