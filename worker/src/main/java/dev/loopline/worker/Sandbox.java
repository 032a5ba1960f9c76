package dev.loopline.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts a command line into bubblewrap, with limits: the process sees the machine's programs
 * read-only, its own folder, a {@code /tmp} of its own, no other processes, and no network but
 * where it is granted. It dies with the thread that started it. A machine without bubblewrap, or
 * that forbids it user namespaces, runs the command as it is.
 */
final class Sandbox {
  private static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");
  private static final Path LIMITS = Path.of("/usr/bin/prlimit");
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final List<String> PROGRAMS =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/nix", "/sys");
  private static final long GIBIBYTE = 1L << 30;

  private final boolean isolates;
  private final boolean limits;

  private Sandbox(boolean isolates, boolean limits) {
    this.isolates = isolates;
    this.limits = limits;
  }

  /** Tries once what this machine can do. */
  static Sandbox find() throws IOException, InterruptedException {
    boolean limits = Files.isExecutable(LIMITS);
    if (!Files.isExecutable(BUBBLEWRAP)) {
      return new Sandbox(false, limits);
    }
    Path folder = Files.createTempDirectory("loopline-sandbox");
    try {
      List<String> line = new Sandbox(true, limits).wrap(List.of("true"), folder, List.of(), false);
      Process probe =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean works =
          probe.waitFor(PROBE.toMillis(), TimeUnit.MILLISECONDS) && probe.exitValue() == 0;
      probe.destroyForcibly();
      return new Sandbox(works, limits);
    } finally {
      Files.delete(folder);
    }
  }

  boolean isolates() {
    return isolates;
  }

  /**
   * @param readable what else the process may read
   */
  List<String> wrap(List<String> command, Path folder, List<Path> readable, boolean network) {
    List<String> line = new ArrayList<>();
    if (limits) {
      // Far above what a task needs, far below what harms the machine.
      line.addAll(
          List.of(
              LIMITS.toString(),
              "--core=0",
              "--nproc=4096",
              "--fsize=" + 4 * GIBIBYTE,
              "--data=" + 4 * GIBIBYTE));
    }
    if (isolates) {
      line.add(BUBBLEWRAP.toString());
      line.addAll(List.of("--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc"));
      line.addAll(List.of("--unshare-uts", "--cap-drop", "ALL"));
      line.addAll(network ? List.of() : List.of("--unshare-net"));
      PROGRAMS.forEach(path -> line.addAll(List.of("--ro-bind-try", path, path)));
      if (network) {
        // Where resolv.conf leads on many machines.
        line.addAll(List.of("--ro-bind-try", "/run/systemd/resolve", "/run/systemd/resolve"));
      }
      line.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
      readable.forEach(p -> line.addAll(List.of("--ro-bind", p.toString(), p.toString())));
      line.addAll(List.of("--bind", folder.toString(), folder.toString()));
      line.addAll(List.of("--chdir", folder.toString(), "--"));
    }
    line.addAll(command);
    return line;
  }
}
