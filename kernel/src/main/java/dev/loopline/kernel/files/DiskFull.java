package dev.loopline.kernel.files;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The one place that tells a full disk from other trouble with files. */
public final class DiskFull {
  private DiskFull() {}

  /** Whether a full disk (or a used-up quota) is among the causes. */
  public static boolean isCauseOf(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      // Java has no type for it: the operating system's words are all there is.
      if (t instanceof IOException && t.getMessage() != null && saysSo(t.getMessage())) {
        return true;
      }
    }
    return false;
  }

  private static boolean saysSo(String message) {
    return message.contains("No space left on device") || message.contains("Disk quota exceeded");
  }

  /**
   * What to throw for an error of the file system: {@code STORAGE_FULL} where the disk is full,
   * else the error itself, unchecked.
   *
   * @param what what could not be done, as in "store a blob"
   */
  public static RuntimeException orUnchecked(String what, IOException error) {
    return isCauseOf(error)
        ? new LooplineException(
            KernelError.STORAGE_FULL,
            "The disk is full, so Loopline could not " + what + ". Free some space.",
            error)
        : new UncheckedIOException("cannot " + what, error);
  }
}
