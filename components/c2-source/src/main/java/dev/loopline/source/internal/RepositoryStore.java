package dev.loopline.source.internal;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.source.SourceError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Bare repositories, one folder for each product, each with a lock for those who move its refs. */
final class RepositoryStore {
  private final Path folder;
  private final Predicate<String> productExists;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  RepositoryStore(Path folder, Predicate<String> productExists) {
    this.folder = folder;
    this.productExists = productExists;
  }

  /** The products that have a repository already. */
  List<String> existing() {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .map(f -> f.getFileName().toString())
          .filter(name -> name.endsWith(".git"))
          .map(name -> name.substring(0, name.length() - 4))
          .filter(productExists)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Held by who moves refs, from the first move until the log tells of it. */
  ReentrantLock lock(String product) {
    return locks.computeIfAbsent(product, name -> new ReentrantLock());
  }

  /** Opens a product's repository; empty where nobody has cloned or pushed yet. */
  Optional<Repository> find(String product) throws IOException {
    Path directory = directory(product);
    return Files.exists(directory) ? Optional.of(open(directory)) : Optional.empty();
  }

  /** Opens a product's repository, and creates it at the first time. */
  Repository open(String product) throws IOException {
    Path directory = directory(product);
    if (!Files.exists(directory)) {
      create(directory);
    }
    return open(directory);
  }

  private Path directory(String product) {
    // Asked first, so that only names of products ever become part of a path.
    if (!productExists.test(product)) {
      throw new LooplineException(
          SourceError.REPOSITORY_NOT_FOUND,
          "There is no product '"
              + product
              + "', so it has no repository. Create the product first.");
    }
    return folder.resolve(product + ".git");
  }

  private static Repository open(Path directory) throws IOException {
    try {
      Repository repository =
          new FileRepositoryBuilder()
              .setGitDir(directory.toFile())
              .setBare()
              .setMustExist(true)
              .build();
      requireSyncing(repository);
      return repository;
    } catch (IllegalArgumentException e) {
      // What JGit makes of a configuration that it cannot read.
      throw new IOException(directory + " is no repository that can be read", e);
    }
  }

  /** Off by default in JGit, and a restored or edited repository may lack it. */
  private static void requireSyncing(Repository repository) throws IOException {
    StoredConfig config = repository.getConfig();
    if (!config.getBoolean("core", "fsyncObjectFiles", false)
        || !config.getBoolean("core", "fsyncRefFiles", false)) {
      try {
        config.load();
      } catch (ConfigInvalidException e) {
        throw new IOException(repository.getDirectory() + "/config is no git configuration", e);
      }
      config.setBoolean("core", null, "fsyncObjectFiles", true);
      config.setBoolean("core", null, "fsyncRefFiles", true);
      // Collected by the push that makes it due, when it has been answered; never in the middle.
      config.setBoolean("receive", null, "autogc", false);
      config.setBoolean("gc", null, "autoDetach", false);
      config.save();
    }
  }

  /** Built aside and moved into place whole: a kill leaves no half of a repository. */
  private synchronized void create(Path directory) throws IOException {
    if (Files.exists(directory)) {
      return;
    }
    Path part = folder.resolve("." + directory.getFileName() + ".part");
    delete(part);
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(part.toFile()).setBare().build()) {
      repository.create(true);
      repository.updateRef(Constants.HEAD, false).link("refs/heads/main");
      requireSyncing(repository);
    }
    FolderSync.tree(part);
    Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
    FolderSync.one(folder);
  }

  private static void delete(Path part) throws IOException {
    if (!Files.exists(part)) {
      return;
    }
    try (Stream<Path> files = Files.walk(part)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
