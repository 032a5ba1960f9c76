package dev.loopline.kernel.db;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.Durable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One folder that one process owns: a file lock refuses a second server on the same data. */
public final class DataDirectory implements AutoCloseable {
  /**
   * What this process has locked. Asked before the file is opened, because closing any channel of a
   * file gives up all of the process's POSIX locks on it, also those of the first owner.
   */
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final Path real;
  private final FileChannel channel;

  private DataDirectory(Path root, Path real, FileChannel channel) {
    this.root = root;
    this.real = real;
    this.channel = channel;
  }

  /**
   * Creates the folder where it is missing, and locks it until {@link #close} or the process's end.
   */
  public static DataDirectory lock(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      Durable.createDirectories(absolute);
      Path real = absolute.toRealPath();
      if (!LOCKED.add(real)) {
        throw inUse(absolute);
      }
      try {
        return new DataDirectory(absolute, real, lockFile(absolute));
      } catch (IOException | RuntimeException e) {
        LOCKED.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new LooplineException(
          KernelError.DATABASE_UNAVAILABLE,
          "Cannot use " + absolute + " as data directory: " + e + ". Choose one you may write to.",
          e);
    }
  }

  private static FileChannel lockFile(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(root);
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static LooplineException inUse(Path root) {
    return new LooplineException(
        KernelError.DATA_DIRECTORY_IN_USE,
        "Another Loopline server is using "
            + root
            + ". Stop it, or start this one with another --data-dir.");
  }

  public Path root() {
    return root;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      LOCKED.remove(real);
    }
  }
}
