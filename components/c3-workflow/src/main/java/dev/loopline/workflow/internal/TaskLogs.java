package dev.loopline.workflow.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tasks' logs, a file each. With the operating system when {@link #append} returns, not synced; cut
 * off beyond 16 MiB. Callers pass names of tasks that exist, which are safe as file names.
 */
final class TaskLogs {
  private static final long LARGEST = 16 << 20;

  private final Path root;

  TaskLogs(Path root) {
    this.root = root;
  }

  void append(TaskDao.Key task, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    String text = lines.stream().map(TaskLogs::clean).collect(Collectors.joining("\n", "", "\n"));
    Path file = file(task);
    try {
      Files.createDirectories(file.getParent());
      if (Files.exists(file) && Files.size(file) > LARGEST) {
        return;
      }
      Files.writeString(
          file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** All that was said; empty where nothing was. */
  String read(TaskDao.Key task) {
    Path file = file(task);
    try {
      return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private Path file(TaskDao.Key task) {
    return root.resolve(task.run()).resolve(task.task() + ".log");
  }

  private static String clean(String line) {
    return line.stripTrailing();
  }
}
