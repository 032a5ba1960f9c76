package dev.loopline.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From the launcher's start to the line that says ready, and the memory of the idle server and its
 * children; the floor is a JVM that starts with the same options and prints one line.
 */
final class StartUpBench implements Bench {
  private static final int ROUNDS = 5;

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String summary() {
    return "./loopline up until ready (at most 1.5 s) and idle memory (at most 300 MB resident)";
  }

  @Override
  public List<Figure> run() throws Exception {
    double[] ready = new double[ROUNDS];
    double[] floor = new double[ROUNDS];
    double[] memory = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      floor[round] = bareJvm();
      Path data = Files.createTempDirectory("loopline-bench-");
      long start = System.nanoTime();
      Process server =
          new ProcessBuilder("./loopline", "up", "--port", "0", "--data-dir", data.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader out = server.inputReader()) {
        if (out.readLine() == null) {
          throw new IllegalStateException("./loopline up ended before it was ready");
        }
        ready[round] = (System.nanoTime() - start) / 1e9;
        server.waitFor(3, TimeUnit.SECONDS);
        memory[round] = residentMegabytes(server.toHandle());
      } finally {
        server.destroy();
        server.waitFor();
      }
    }
    double seconds = median(ready);
    double bare = median(floor);
    double megabytes = median(memory);
    return List.of(
        new Figure(
            "start-up.ready", seconds, "s", bare, seconds / bare, "<= 1.5 s", seconds <= 1.5),
        new Figure(
            "start-up.idle-memory", megabytes, "MB", null, null, "<= 300 MB", megabytes <= 300));
  }

  private static double bareJvm() throws IOException, InterruptedException {
    long start = System.nanoTime();
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-version")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double residentMegabytes(ProcessHandle server) {
    return Stream.concat(Stream.of(server), server.descendants())
        .mapToDouble(StartUpBench::residentOf)
        .sum();
  }

  private static double residentOf(ProcessHandle process) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
