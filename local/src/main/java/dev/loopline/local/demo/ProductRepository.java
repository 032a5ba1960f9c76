package dev.loopline.local.demo;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/** Pushes the example product, as its team would, over git's own protocol. */
final class ProductRepository {
  private static final PersonIdent TEAM =
      new PersonIdent(
          "Ana", "ana@hotel.example", Instant.parse("2016-06-30T12:00:00Z"), ZoneOffset.UTC);

  private ProductRepository() {}

  /** The commit's id: the same files give the same one. */
  static String push(Path product, Path workFolder, URI remote) {
    try {
      copy(product, workFolder);
      try (Git git = Git.init().setDirectory(workFolder.toFile()).setInitialBranch("main").call()) {
        git.add().addFilepattern(".").call();
        String commit =
            git.commit()
                .setMessage("Predict which bookings will be canceled")
                .setAuthor(TEAM)
                .setCommitter(TEAM)
                .setSign(false)
                .call()
                .name();
        for (PushResult result :
            git.push()
                .setRemote(remote.toString())
                .setRefSpecs(new RefSpec("refs/heads/main:refs/heads/main"))
                .call()) {
          for (RemoteRefUpdate update : result.getRemoteUpdates()) {
            require(update, result);
          }
        }
        return commit;
      }
    } catch (GitAPIException e) {
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT, "The example could not be pushed: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(RemoteRefUpdate update, PushResult result) {
    if (update.getStatus() != RemoteRefUpdate.Status.OK) {
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT,
          "The example could not be pushed: "
              + update.getStatus()
              + " "
              + update.getMessage()
              + " "
              + result.getMessages());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted().toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
