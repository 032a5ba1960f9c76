package dev.loopline.worker;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A child with a clean environment, both of its outputs in one stream, killed with all that it has
 * started: as a process group where there is {@code setsid}, else by walking its descendants, which
 * misses those whose parent has ended. In a {@link Sandbox} all of them are one namespace, which
 * ends with it, and it ends with this JVM.
 */
final class ChildProcess implements AutoCloseable {
  private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG");

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final Process process;
  private final boolean group;

  private ChildProcess(Process process, boolean group) {
    this.process = process;
    this.group = group;
  }

  static ChildProcess start(Launch launch, Path folder, Sandbox sandbox)
      throws IOException, InterruptedException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    boolean group = Files.isExecutable(SETSID);
    List<String> line = new ArrayList<>(group ? List.of(SETSID.toString()) : List.of());
    line.addAll(
        sandbox.wrap(commandLine(launch, temporary), folder, readable(launch), launch.network()));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    environment.put("TMPDIR", temporary.toString());
    if (sandbox.isolates()) {
      environment.put("HOME", folder.toString());
    }
    environment.putAll(launch.environment());
    return new ChildProcess(startOnOwnThread(builder), group);
  }

  /** A sandbox dies with the thread that started it: one that waits for its end, and no carrier. */
  private static Process startOnOwnThread(ProcessBuilder builder)
      throws IOException, InterruptedException {
    CompletableFuture<Process> started = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("child")
        .start(
            () -> {
              try {
                Process process = builder.start();
                started.complete(process);
                process.waitFor();
              } catch (IOException | RuntimeException e) {
                started.completeExceptionally(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      return started.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? "" : e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      started.thenAccept(Process::destroyForcibly);
      throw e;
    }
  }

  private static List<String> commandLine(Launch launch, Path temporary) {
    if (!launch.command().isEmpty()) {
      return launch.command();
    }
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + launch.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary));
    line.addAll(Build.options());
    line.addAll(
        List.of(
            "-cp",
            String.join(File.pathSeparator, classPath().map(Path::toString).toList()),
            launch.mainClass()));
    line.addAll(launch.arguments());
    return line;
  }

  /**
   * What a Java child reads beside its own folder; of a build, its one folder instead of all its
   * jars.
   */
  private static List<Path> readable(Launch launch) {
    return launch.mainClass().isEmpty()
        ? List.of()
        : Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"))),
                Build.folder().stream(),
                classPath().filter(entry -> Build.folder().filter(entry::startsWith).isEmpty()))
            .flatMap(files -> files)
            .filter(Files::exists)
            .distinct()
            .toList();
  }

  /** This JVM's class path, absolute, because the child starts in a folder of its own. */
  static Stream<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath());
  }

  /** What the child says; ends when it and all who inherited its output are gone. */
  InputStream output() {
    return process.getInputStream();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** False where it was still running when the time was over. */
  boolean await(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  /** Also when the child has ended: what it left running goes too. */
  void kill() {
    killDescendants();
    if (group) {
      killGroup();
    }
  }

  private void killGroup() {
    try {
      // setsid executes the command in its own place, so the child's id is that of its group.
      new ProcessBuilder("/bin/sh", "-c", "kill -9 -" + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // Without a shell there is no group to kill; the descendants are gone already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Parents first, so that none starts another meanwhile. */
  private void killDescendants() {
    List<ProcessHandle> tree =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    tree.forEach(
        handle -> {
          List<ProcessHandle> late = handle.descendants().toList();
          handle.destroyForcibly();
          late.forEach(ProcessHandle::destroyForcibly);
        });
  }

  @Override
  public void close() {
    kill();
  }
}
