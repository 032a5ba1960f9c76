package dev.loopline.bench.tracking;

import dev.loopline.bench.Bench;
import dev.loopline.bench.Figure;
import dev.loopline.bench.Folders;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.GarbageReport;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.Run;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Removing 50,000 deleted runs for good, and how long others wait to log meanwhile. */
final class CollectionFigures implements Bench {
  private static final int RUNS = 50_000;
  private static final int WITH_OWN_FILE = 2_000;
  private static final int POINTS = 10;
  private static final int WRITERS = 32;
  private static final double MOST = 120;
  private static final double MOST_DRY = 30;
  private static final double LONGEST_WAIT = 1;

  @Override
  public String name() {
    return "tracking-collection";
  }

  @Override
  public String summary() {
    return "removing 50,000 deleted runs for good, beside somebody who logs";
  }

  @Override
  public List<Figure> run() throws Exception {
    Path folder = Files.createTempDirectory("loopline-bench-");
    try (TrackingServer server = new TrackingServer(folder)) {
      return figures(server);
    } finally {
      Folders.delete(folder);
    }
  }

  private static List<Figure> figures(TrackingServer server) throws Exception {
    Metadata metadata = server.metadata();
    long experiment =
        metadata.experiments().create(NewExperiment.named("collection"), "bench").id();
    fill(metadata, experiment);
    metadata.experiments().delete(experiment, "bench");
    Doomed doomed = Doomed.allBefore(WallClock.system().now());
    long start = System.nanoTime();
    GarbageReport dry = server.garbage().weigh(doomed, Duration.ZERO);
    double weighed = seconds(start);
    Run other = metadata.runs().create(new NewRun(0, "other", "bench", null, Map.of()), "bench");
    List<Double> waits = new ArrayList<>();
    GarbageReport done;
    double collected;
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      start = System.nanoTime();
      Future<GarbageReport> collection =
          threads.submit(() -> server.garbage().collect(doomed, Duration.ZERO, "bench"));
      for (int i = 0; !collection.isDone(); i++) {
        long began = System.nanoTime();
        metadata.log().log(other.id(), LogBatch.metric(new Metric("m", i, i, i), List.of()));
        waits.add(seconds(began));
      }
      done = collection.get();
      collected = seconds(start);
    }
    if (!Objects.equals(done.removed().get("runs"), (long) RUNS)
        || done.bytesFreed() != dry.bytesFreed()
        || done.freed().blobs() != WITH_OWN_FILE + 1) {
      throw new IllegalStateException("the collection removed other than it should: " + done);
    }
    Collections.sort(waits);
    return List.of(
        new Figure("collection.dry-run", weighed, "s", null, null, "<= 30 s", weighed <= MOST_DRY),
        new Figure(
            "collection.50000-runs", collected, "s", null, null, "<= 120 s", collected <= MOST),
        wait("collection.log-meanwhile.median", waits.get(waits.size() / 2)),
        wait("collection.log-meanwhile.longest", waits.getLast()));
  }

  private static Figure wait(String name, double seconds) {
    return new Figure(name, seconds, "s", null, null, "<= 1 s", seconds <= LONGEST_WAIT);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void fill(Metadata metadata, long experiment) throws InterruptedException {
    byte[] shared = "the same in all of them".getBytes(StandardCharsets.UTF_8);
    Digest digest =
        Objects.requireNonNull(
            metadata
                .files()
                .put(SafePath.of("shared"), new ByteArrayInputStream(shared), shared.length)
                .digest());
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < RUNS; i++) {
        int number = i;
        threads.submit(() -> write(metadata, experiment, number, digest));
      }
    }
    metadata.files().delete(SafePath.of("shared"));
  }

  private static void write(Metadata metadata, long experiment, int number, Digest shared) {
    NewRun fresh = new NewRun(experiment, "run-" + number, "bench", null, Map.of("team", "red"));
    Run run = metadata.runs().create(fresh, "bench");
    List<Metric> points = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      points.add(new Metric("loss", 1.0 / (i + 1), i, i));
    }
    Map<String, String> params = Map.of("depth", String.valueOf(number % 10), "rate", "0.1");
    metadata.log().log(run.id(), new LogBatch(points, List.copyOf(params.entrySet()), List.of()));
    String root = metadata.files().place(run.info().artifactUri()).orElseThrow().toString();
    metadata.files().link(SafePath.of(root + "/shared"), shared);
    if (number < WITH_OWN_FILE) {
      byte[] own = ("only of run " + number).getBytes(StandardCharsets.UTF_8);
      metadata.files().put(SafePath.of(root + "/own"), new ByteArrayInputStream(own), own.length);
    }
  }
}
