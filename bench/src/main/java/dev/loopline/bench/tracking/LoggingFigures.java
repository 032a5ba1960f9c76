package dev.loopline.bench.tracking;

import dev.loopline.bench.Bench;
import dev.loopline.bench.Figure;
import dev.loopline.bench.Folders;
import dev.loopline.bench.Load;
import dev.loopline.bench.RawHttp;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Logging and reading back, over HTTP. */
final class LoggingFigures implements Bench {
  private static final int ROUNDS = 5;

  /** Rounds until the compiler is done: on two cores it takes its share of them for that long. */
  private static final int WARM_UP = 6;

  private static final int CLIENTS = 32;
  private static final int KEYS = 10;
  private static final int BATCHES = 60;
  private static final double SECONDS = 1.5;
  private static final int MADE = 40_000;

  private final List<Figure> figures = new ArrayList<>();
  private final AtomicLong step = new AtomicLong();

  @Override
  public String name() {
    return "tracking-logging";
  }

  @Override
  public String summary() {
    return "log-batch of 1000, log-metric and log-batch of 10 at 32 clients, histories of 100,000 points";
  }

  @Override
  public List<Figure> run() throws Exception {
    Path folder = Files.createTempDirectory("loopline-bench-");
    try (TrackingServer server = new TrackingServer(Files.createDirectory(folder.resolve("own")));
        RawTracking raw = new RawTracking(folder);
        RawHttp http = new RawHttp(server.port())) {
      Run run = newRun(server.metadata(), 0);
      batches(run, raw, http);
      retries(server.metadata(), http);
      clients(server, raw, run);
      histories(server.metadata(), http);
      return List.copyOf(figures);
    } finally {
      Folders.delete(folder);
    }
  }

  private static Run newRun(Metadata metadata, long experiment) {
    return metadata
        .runs()
        .create(
            new NewRun(
                experiment, null, "bench", Instant.ofEpochMilli(1_700_000_000_000L), Map.of()),
            "bench");
  }

  private byte[] batch(String run, int metrics) {
    StringBuilder json = new StringBuilder("{\"run_id\":\"" + run + "\",\"metrics\":[");
    long first = step.getAndAdd(Math.max(1, metrics / KEYS));
    for (int i = 0; i < metrics; i++) {
      long at = first + i / KEYS;
      json.append(i == 0 ? "" : ",")
          .append("{\"key\":\"metric_" + i % KEYS + "\",\"value\":" + (0.5 + i) + ",\"timestamp\":")
          .append(1_700_000_000_000L + at)
          .append(",\"step\":" + at + "}");
    }
    return RawHttp.request("POST", "/api/2.0/mlflow/runs/log-batch", json.append("]}").toString());
  }

  private void batches(Run run, RawTracking raw, RawHttp http) throws Exception {
    double[] own = new double[ROUNDS];
    double[] floor = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      Iterator<byte[]> requests = batches(run.id()).iterator();
      double ours = Load.median(BATCHES, () -> http.send(requests.next()));
      double theirs = Load.median(BATCHES, () -> raw.batch(step.getAndAdd(100), KEYS, 100));
      if (round >= 0) {
        own[round] = 1000 / ours;
        floor[round] = 1000 / theirs;
      }
    }
    atLeast("log-batch.1000", median(own), "metrics/s", median(floor), 0.7);
  }

  private List<byte[]> batches(String run) {
    List<byte[]> batches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(batch(run, 1000));
    }
    return batches;
  }

  /** The same batch again, into a run of a thousand points and into one of a million. */
  private void retries(Metadata metadata, RawHttp http) throws Exception {
    double[] costs = new double[2];
    int[] histories = {1, 1000};
    for (int i = 0; i < 2; i++) {
      Run run = newRun(metadata, 0);
      byte[] again = batch(run.id(), 1000);
      for (int n = 1; n < histories[i]; n++) {
        http.send(batch(run.id(), 1000));
      }
      http.send(again);
      costs[i] = Load.median(40, () -> http.send(again));
    }
    double ratio = costs[1] / costs[0];
    figures.add(
        new Figure(
            "log-batch.retry-in-a-long-history",
            costs[1],
            "s",
            costs[0],
            ratio,
            "<= 1.5 x the same in a short history",
            ratio <= 1.5));
  }

  private void clients(TrackingServer server, RawTracking raw, Run run) throws Exception {
    compare("log-metric.32-clients", server, raw, () -> one(run.id()));
    compare("log-batch.10.32-clients", server, raw, () -> batch(run.id(), 10));
  }

  /** Requests of many clients beside an echo of the same, and beside serial commits. */
  private void compare(
      String name, TrackingServer server, RawTracking raw, Supplier<byte[]> request)
      throws Exception {
    byte[] echoed = RawHttp.to("/echo", request.get());
    double[] echo = new double[ROUNDS];
    double[] serial = new double[ROUNDS];
    double[] own = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double e = rate(server, () -> echoed);
      double c = 1 / Load.median(300, raw::commit);
      double o = rate(server, made(request));
      if (round >= 0) {
        echo[round] = e;
        serial[round] = c;
        own[round] = o;
      }
    }
    double goal = Math.min(10 * median(serial), 0.4 * median(echo));
    double ratio = median(own) / goal;
    figures.add(
        new Figure(
            name,
            median(own),
            "requests/s",
            goal,
            ratio,
            ">= 1 x min(10 x %.0f serial commits/s, 0.4 x %.0f echoes/s of the same request)"
                .formatted(median(serial), median(echo)),
            ratio >= 1));
  }

  /** Requests that are made before the time begins, as the echo's is. */
  private static Supplier<byte[]> made(Supplier<byte[]> request) {
    List<byte[]> made = Stream.generate(request).limit(MADE).toList();
    // Or the collector carries them about while the time runs.
    System.gc();
    AtomicInteger next = new AtomicInteger();
    return () -> {
      int i = next.getAndIncrement();
      return i < MADE ? made.get(i) : request.get();
    };
  }

  private byte[] one(String run) {
    long at = step.getAndIncrement();
    return RawHttp.request(
        "POST",
        "/api/2.0/mlflow/runs/log-metric",
        "{\"run_id\":\""
            + run
            + "\",\"key\":\"metric_1\",\"value\":0.5,\"timestamp\":"
            + (1_700_000_000_000L + at)
            + ",\"step\":"
            + at
            + "}");
  }

  private static double rate(TrackingServer server, Supplier<byte[]> request) throws Exception {
    List<RawHttp> connections = new ArrayList<>();
    try {
      return Load.rate(
          CLIENTS,
          SECONDS,
          i -> {
            try {
              RawHttp http = new RawHttp(server.port());
              synchronized (connections) {
                connections.add(http);
              }
              return () -> http.send(request.get());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } finally {
      for (RawHttp http : connections) {
        http.close();
      }
    }
  }

  private void histories(Metadata metadata, RawHttp http) throws Exception {
    long experiment = metadata.experiments().create(NewExperiment.named("histories"), "bench").id();
    Run run = newRun(metadata, experiment);
    for (int i = 0; i < 100; i++) {
      List<Metric> points = new ArrayList<>();
      for (int p = 0; p < 1000; p++) {
        long at = i * 1000L + p;
        points.add(new Metric("loss", 1.0 / (at + 1), 1_700_000_000_000L + at, at));
      }
      metadata.log().log(run.id(), new LogBatch(points, List.of(), List.of()));
    }
    String of = "?run_id=" + run.id() + "&metric_key=loss";
    byte[] whole = RawHttp.request("GET", "/api/2.0/mlflow/metrics/get-history" + of, "");
    byte[] sampled =
        RawHttp.request(
            "GET",
            "/api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids="
                + run.id()
                + "&metric_key=loss&max_results=1000",
            "");
    Load.median(5, () -> http.send(whole));
    Load.median(20, () -> http.send(sampled));
    atMost("history.100000-points", Load.median(9, () -> http.send(whole)), 0.4);
    atMost("history.sampled-to-1000", Load.median(21, () -> http.send(sampled)), 0.05);
  }

  private void atLeast(String name, double value, String unit, double floor, double goal) {
    double ratio = value / floor;
    figures.add(
        new Figure(name, value, unit, floor, ratio, ">= " + goal + " x raw SQLite", ratio >= goal));
  }

  private void atMost(String name, double seconds, double goal) {
    figures.add(new Figure(name, seconds, "s", null, null, "<= " + goal + " s", seconds <= goal));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
