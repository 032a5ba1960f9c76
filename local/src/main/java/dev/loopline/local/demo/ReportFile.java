package dev.loopline.local.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file of {@code --report}: there whole, or as it was before. */
public final class ReportFile {
  private ReportFile() {}

  /** Asked before anything is played: minutes later would be too late. */
  public static void requireWritable(Path file) {
    if (Files.isDirectory(file)) {
      throw refused(file, "it is a folder");
    }
    Path part = part(file);
    try {
      Files.writeString(part, "");
      Files.delete(part);
    } catch (IOException e) {
      throw refused(file, e.toString());
    }
  }

  static void write(Path file, ObjectNode report) {
    Path part = part(file);
    try {
      Files.writeString(part, report.toPrettyString());
      try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw refused(file, e.toString());
    }
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  private static LooplineException refused(Path file, String fact) {
    return new LooplineException(
        KernelError.INVALID_ARGUMENT,
        "The report cannot be written to "
            + file
            + ": "
            + fact
            + ". Name a file in a folder that is there and may be written to.");
  }
}
