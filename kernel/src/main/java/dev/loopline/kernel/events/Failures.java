package dev.loopline.kernel.events;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.DiskFull;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;

/** Tells what an event's handler failed by: the event, or the ground that it stands on. */
final class Failures {
  private Failures() {}

  /**
   * Whether the same event may be handled when the disk, the database or the machine is well again,
   * so that setting it aside would only lose it. Subtypes of I/O errors speak of one thing (a file
   * that is missing, a document that is broken) and do not pass by themselves.
   */
  static boolean mayPass(Throwable failure) {
    if (DiskFull.isCauseOf(failure)) {
      return true;
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      boolean passing =
          switch (t) {
            case LooplineException e ->
                e.code() == KernelError.DATABASE_UNAVAILABLE
                    || e.code() == KernelError.SHUTTING_DOWN
                    || e.code().category() == Category.STORAGE_FULL;
            case SocketException e -> true;
            case IOException e ->
                e.getClass() == IOException.class || e.getClass() == FileSystemException.class;
            case StackOverflowError e -> false;
            case VirtualMachineError e -> true;
            default -> false;
          };
      if (passing) {
        return true;
      }
    }
    return false;
  }
}
