package dev.loopline.workflow.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Tasks' logs. With the operating system when {@link #append} returns, not synced. Of a log that is
 * too long the beginning and the end are kept: a file of the first 8 MiB, and two that take turns
 * for the last ones. Never fails: a log must not decide what becomes of a task. Callers pass names
 * of tasks that exist, which are safe as file names.
 */
final class TaskLogs {
  private static final Logger LOG = Logger.getLogger(TaskLogs.class.getName());
  private static final String LEFT_OUT = "\n[… left out: the log is too long …]\n";

  private final Path root;
  private final long head;
  private final long tail;

  TaskLogs(Path root) {
    this(root, 8 << 20, 4 << 20);
  }

  TaskLogs(Path root, long head, long tail) {
    this.root = root;
    this.head = head;
    this.tail = tail;
  }

  /** The files of a task's log, in the order of reading. */
  private record Parts(Path head, Path older, Path newer) {}

  synchronized void append(TaskDao.Key task, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    String text = lines.stream().map(TaskLogs::clean).collect(Collectors.joining("\n", "", "\n"));
    Parts files = files(task);
    try {
      Files.createDirectories(files.head().getParent());
      Path file = size(files.head()) <= head ? files.head() : files.newer();
      Files.writeString(
          file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (size(files.newer()) > tail) {
        Files.move(files.newer(), files.older(), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(files.newer(), "", StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "cannot write the log of " + task + "; its lines are lost", e);
    }
  }

  /** What was said, as far as it is kept; empty where nothing was. */
  synchronized String read(TaskDao.Key task) {
    Parts files = files(task);
    try {
      String begin = text(files.head());
      return Files.exists(files.older())
          ? begin + LEFT_OUT + text(files.older()) + text(files.newer())
          : begin + text(files.newer());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log of " + task, e);
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }

  private Parts files(TaskDao.Key task) {
    Path folder = root.resolve(task.run());
    return new Parts(
        folder.resolve(task.task() + ".log"),
        folder.resolve(task.task() + ".log.older"),
        folder.resolve(task.task() + ".log.newer"));
  }

  private static String clean(String line) {
    return line.stripTrailing();
  }
}
