package dev.loopline.bench.tracking;

import dev.loopline.bench.Bench;
import dev.loopline.bench.Figure;
import dev.loopline.bench.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A large artifact up and down, through a server with little memory. */
final class ArtifactFigures implements Bench {
  private static final long SIZE = 2L << 30;
  private static final long SMALL = 128L << 20;
  private static final int BUFFER = 1 << 20;
  private static final int ROUNDS = 3;
  private static final String AT = "/api/2.0/mlflow-artifacts/artifacts/bench/";

  @Override
  public String name() {
    return "tracking-artifacts";
  }

  @Override
  public String summary() {
    return "a 2 GiB artifact up and down at -Xmx512m, beside a plain copy with fsync and SHA-256";
  }

  @Override
  public List<Figure> run() throws Exception {
    Path folder = Files.createTempDirectory("loopline-bench-");
    try {
      Path file = made(folder.resolve("file"));
      Process server = server(Files.createDirectory(folder.resolve("own")));
      try (BufferedReader out = server.inputReader()) {
        return measured(folder, file, server.pid(), "http://127.0.0.1:" + out.readLine() + AT);
      } finally {
        server.destroy();
        server.waitFor();
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private static List<Figure> measured(Path folder, Path file, long server, String at)
      throws Exception {
    // What any transfer needs, and the compiler's own memory, is there before.
    for (int i = 0; i < 4; i++) {
      upload(file, SMALL, at + "small");
      download(at + "small", SMALL);
    }
    double before = memory(server, "VmRSS:");
    Files.writeString(Path.of("/proc/" + server + "/clear_refs"), "5");
    double[] copy = new double[ROUNDS];
    double[] up = new double[ROUNDS];
    double[] down = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      copy[round] = copy(file, folder.resolve("copy" + round));
      up[round] = upload(file, SIZE, at + "large" + round);
      down[round] = download(at + "large" + round, SIZE);
    }
    double grown = memory(server, "VmHWM:") - before;
    double floor = LoggingFigures.median(copy);
    return List.of(
        atLeastHalf("artifact.2-gib-up", LoggingFigures.median(up), floor),
        atLeastHalf("artifact.2-gib-down", LoggingFigures.median(down), floor),
        new Figure("artifact.memory-grown", grown, "MB", before, null, "<= 64 MB", grown <= 64));
  }

  private static Figure atLeastHalf(String name, double speed, double floor) {
    double ratio = speed / floor;
    String goal = ">= 0.5 x a plain copy with fsync and SHA-256";
    return new Figure(name, speed, "MB/s", floor, ratio, goal, ratio >= 0.5);
  }

  private static Process server(Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String options = Files.readString(Path.of("launcher/jvm.options")).strip();
    command.addAll(Arrays.asList(options.split("\\s+")));
    command.addAll(
        List.of(
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            ServerProcess.class.getName(),
            folder.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Bytes that do not compress. */
  private static Path made(Path file) throws IOException {
    byte[] bytes = new byte[BUFFER];
    Random random = new Random(7);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written < SIZE; written += BUFFER) {
        random.nextBytes(bytes);
        out.write(bytes);
      }
    }
    return file;
  }

  /** To a new file: one that was deleted would leave memory that is quicker to fill again. */
  private static double copy(Path from, Path to) throws Exception {
    byte[] buffer = new byte[BUFFER];
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    long start = System.nanoTime();
    try (InputStream in = Files.newInputStream(from);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
        out.write(ByteBuffer.wrap(buffer, 0, n));
      }
      out.force(true);
    }
    sha.digest();
    return speed(start, SIZE);
  }

  private static double upload(Path file, long size, String to) throws IOException {
    HttpURLConnection connection = connection(to);
    connection.setRequestMethod("PUT");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(size);
    long start = System.nanoTime();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = connection.getOutputStream()) {
      for (long sent = 0; sent < size; sent += BUFFER) {
        out.write(buffer, 0, in.readNBytes(buffer, 0, (int) Math.min(BUFFER, size - sent)));
      }
    }
    require(connection.getResponseCode() == 200, "upload answered another status than 200");
    return speed(start, size);
  }

  private static double download(String from, long size) throws IOException {
    HttpURLConnection connection = connection(from);
    long start = System.nanoTime();
    byte[] buffer = new byte[BUFFER];
    long read = 0;
    try (InputStream in = connection.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        read += n;
      }
    }
    require(read == size, "download gave another size");
    return speed(start, size);
  }

  private static HttpURLConnection connection(String url) throws IOException {
    return (HttpURLConnection) URI.create(url).toURL().openConnection();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static double speed(long start, long size) {
    return size / 1e6 / ((System.nanoTime() - start) / 1e9);
  }

  /** Megabytes, as Linux counts them for a process. */
  private static double memory(long pid, String line) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(l -> l.startsWith(line))
        .mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D+", "")) / 1024)
        .sum();
  }
}
