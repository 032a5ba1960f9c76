package dev.loopline.kernel.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Folders and files that are still there after a power cut. A name is durable only once the folder
 * that holds it is synced, which syncing the file itself does not do.
 */
public final class Durable {
  private Durable() {}

  /**
   * Creates a folder and its missing parents; when it returns, each of their names is synced. Where
   * the folder is there already its own name is synced again, because whoever made it may have been
   * stopped before: so it is for opening a store, not for every write.
   */
  public static void createDirectories(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    Deque<Path> missing = new ArrayDeque<>();
    for (Path path = absolute; path != null && !Files.exists(path); path = path.getParent()) {
      missing.push(path);
    }
    if (missing.isEmpty()) {
      syncExistingName(absolute);
      return;
    }
    for (Path path : missing) {
      create(path);
      syncParent(path);
    }
  }

  private static void create(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // Another thread was quicker; a file of that name is still an error.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static void syncExistingName(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new FileAlreadyExistsException(folder.toString(), null, "it is not a folder");
    }
    try {
      syncParent(folder);
    } catch (AccessDeniedException e) {
      // Somebody with other rights made this folder long ago; its name is not ours to sync.
    }
  }

  /** Syncs a file's bytes, or the names that a folder holds. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Gives a file that is synced already its final name in one step, over whatever has that name;
   * when it returns, the name is synced. Both names are on one file system.
   */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncParent(to);
  }

  private static void syncParent(Path path) throws IOException {
    @Nullable Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
  }
}
