package dev.loopline.source.internal;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.source.SourceError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Bare repositories, one folder for each product. */
public final class RepositoryStore {
  private final Path folder;
  private final Predicate<String> productExists;

  public RepositoryStore(Path folder, Predicate<String> productExists) {
    this.folder = folder;
    this.productExists = productExists;
  }

  /** The products that have a repository already. */
  public List<String> existing() {
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

  /** Opens a product's repository, and creates it at the first time. */
  public Repository open(String product) throws IOException {
    // Asked first, so that only names of products ever become part of a path.
    if (!productExists.test(product)) {
      throw new LooplineException(
          SourceError.REPOSITORY_NOT_FOUND,
          "There is no product '"
              + product
              + "', so it has no repository. Create the product first.");
    }
    Path directory = folder.resolve(product + ".git");
    if (!Files.exists(directory.resolve("config"))) {
      create(directory);
    }
    return new FileRepositoryBuilder()
        .setGitDir(directory.toFile())
        .setBare()
        .setMustExist(true)
        .build();
  }

  private synchronized void create(Path directory) throws IOException {
    if (Files.exists(directory.resolve("config"))) {
      return;
    }
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build()) {
      repository.create(true);
      repository.updateRef(Constants.HEAD, false).link("refs/heads/main");
      StoredConfig config = repository.getConfig();
      config.setBoolean("core", null, "fsyncObjectFiles", true);
      config.setBoolean("core", null, "fsyncRefFiles", true);
      config.setBoolean("gc", null, "auto", false);
      config.save();
    }
    FolderSync.tree(directory);
    FolderSync.one(folder);
  }
}
