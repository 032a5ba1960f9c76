package dev.loopline.kernel.db;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.Durable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One folder that one process owns: a file lock refuses a second server on the same data. */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel channel;

  private DataDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Creates the folder where it is missing, and locks it until {@link #close} or the process's end.
   */
  public static DataDirectory lock(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      Durable.createDirectories(absolute);
      FileChannel channel =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new LooplineException(
            KernelError.DATA_DIRECTORY_IN_USE,
            "Another Loopline server is using "
                + absolute
                + ". Stop it, or start this one with another --data-dir.");
      }
      return new DataDirectory(absolute, channel);
    } catch (IOException e) {
      throw new LooplineException(
          KernelError.DATABASE_UNAVAILABLE,
          "Cannot use " + absolute + " as data directory: " + e + ". Choose one you may write to.",
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
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
    }
  }
}
