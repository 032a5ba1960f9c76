package dev.loopline.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From the launcher's start to the line that says ready, and the memory of the idle server with its
 * children; the floor of both is a JVM with the same options that prints one line and waits.
 */
final class StartUpBench implements Bench {
  private static final int ROUNDS = 5;
  private static final int SETTLE_SECONDS = 3;
  private static final String HELLO =
      "public class Hello { public static void main(String[] a) throws Exception {"
          + " System.out.println(\"ready\"); System.in.read(); } }";

  /** When a process printed its first line, and what it held in memory a little later. */
  private record Started(double seconds, double megabytes) {}

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
    Path folder = Files.createTempDirectory("loopline-bench-");
    try {
      ProcessBuilder bare = bareJvm(folder);
      List<Started> floor = new ArrayList<>();
      List<Started> own = new ArrayList<>();
      // Builds, where something changed since: that is no start.
      start(new ProcessBuilder("./loopline", "--version"), 0);
      for (int round = 0; round < ROUNDS; round++) {
        floor.add(start(bare, SETTLE_SECONDS));
        String data = folder.resolve("data" + round).toString();
        own.add(
            start(
                new ProcessBuilder("./loopline", "up", "--port", "0", "--data-dir", data),
                SETTLE_SECONDS));
      }
      double seconds = median(own.stream().mapToDouble(Started::seconds).toArray());
      double bareSeconds = median(floor.stream().mapToDouble(Started::seconds).toArray());
      double megabytes = median(own.stream().mapToDouble(Started::megabytes).toArray());
      double bareMegabytes = median(floor.stream().mapToDouble(Started::megabytes).toArray());
      return List.of(
          new Figure(
              "start-up.ready",
              seconds,
              "s",
              bareSeconds,
              seconds / bareSeconds,
              "<= 1.5 s",
              seconds <= 1.5),
          new Figure(
              "start-up.idle-memory",
              megabytes,
              "MB",
              bareMegabytes,
              megabytes / bareMegabytes,
              "<= 300 MB",
              megabytes <= 300));
    } finally {
      Folders.delete(folder);
    }
  }

  private static ProcessBuilder bareJvm(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("Hello.java"), HELLO);
    String bin = Path.of(System.getProperty("java.home"), "bin").toString();
    try {
      new ProcessBuilder(bin + "/javac", source.toString()).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<String> command = new ArrayList<>(List.of(bin + "/java"));
    command.addAll(
        List.of(Files.readString(Path.of("launcher/jvm.options")).strip().split("\\s+")));
    command.addAll(List.of("-cp", folder.toString(), "Hello"));
    return new ProcessBuilder(command);
  }

  private static Started start(ProcessBuilder command, int settle) throws Exception {
    long start = System.nanoTime();
    Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = process.inputReader()) {
      if (out.readLine() == null) {
        throw new IllegalStateException(command.command() + " ended before it was ready");
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      if (settle > 0 && process.waitFor(settle, TimeUnit.SECONDS)) {
        throw new IllegalStateException(command.command() + " ended while it was looked at");
      }
      return new Started(seconds, settle > 0 ? residentMegabytes(process.toHandle()) : 0);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static double residentMegabytes(ProcessHandle server) throws IOException {
    double sum = 0;
    for (ProcessHandle process : Stream.concat(Stream.of(server), server.descendants()).toList()) {
      sum += residentOf(process);
    }
    return sum;
  }

  private static double residentOf(ProcessHandle process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
        .sum();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
