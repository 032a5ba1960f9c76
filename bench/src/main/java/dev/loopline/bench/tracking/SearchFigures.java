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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The first hundred runs by a filter and an order, among more and more runs, beside reading one
 * run.
 */
final class SearchFigures implements Bench {
  private static final int[] SIZES = {1_000, 20_000, 100_000};
  private static final int WRITERS = 32;
  private static final int PAGE = 100;

  /** As many as the narrowest filter finds among the fewest runs. */
  private static final int FEWEST = 10;

  private static final double MOST_READS = 20;
  private static final double STEEPEST = 0.2;
  private static final double MOST_AT_20_000 = 0.015;

  /** Together they have as many runs as the experiment of the second size. */
  private static final int EXPERIMENTS = 200;

  private static final double MOST_ONES = 4;

  /** Each lets so many in a hundred pass. */
  private static final Map<String, String> FILTERS = new LinkedHashMap<>();

  static {
    FILTERS.put("all", "");
    FILTERS.put("half", "params.half = 'h1'");
    FILTERS.put("tenth", "params.tenth = 't3'");
    FILTERS.put("tenth-of-a-metric", "metrics.other > 0.9");
    FILTERS.put("three-in-a-hundred", "tags.rare = 'r7'");
    FILTERS.put("one-in-a-hundred", "metrics.other > 0.99");
    FILTERS.put("tenth-of-a-tenth", "params.tenth = 't3' AND metrics.other > 0.9");
    FILTERS.put("own-metric", "metrics.score < 0.02");
    FILTERS.put("beginning-or-one", "tags.rare LIKE 'r7%' OR params.depth IN ('99')");
  }

  @Override
  public String name() {
    return "tracking-search";
  }

  @Override
  public String summary() {
    return "the first 100 runs by a filter and a metric, among 1,000 to 100,000";
  }

  @Override
  public List<Figure> run() throws Exception {
    Path folder = Files.createTempDirectory("loopline-bench-");
    try (TrackingServer server = new TrackingServer(folder)) {
      return figures(server.metadata(), server.port());
    } finally {
      Folders.delete(folder);
    }
  }

  private static List<Figure> figures(Metadata metadata, int port) throws Exception {
    List<Figure> figures = new ArrayList<>();
    Map<String, double[]> times = new LinkedHashMap<>();
    Map<String, double[]> alike = new LinkedHashMap<>();
    double[] reads = new double[SIZES.length];
    for (int size = 0; size < SIZES.length; size++) {
      long experiment =
          metadata.experiments().create(NewExperiment.named("search-" + size), "bench").id();
      Run one = fill(metadata, experiment, 0, SIZES[size]);
      byte[] read = RawHttp.request("GET", "/api/2.0/mlflow/runs/get?run_id=" + one.id(), "");
      try (RawHttp http = new RawHttp(port)) {
        Load.median(200, () -> http.send(read));
        reads[size] = Load.median(200, () -> http.send(read));
        for (Map.Entry<String, String> filter : FILTERS.entrySet()) {
          byte[] search = search(List.of(experiment), filter.getValue(), PAGE);
          Load.median(20, () -> http.send(search));
          times.computeIfAbsent(filter.getKey(), f -> new double[SIZES.length])[size] =
              Load.median(41, () -> http.send(search));
          byte[] few = search(List.of(experiment), filter.getValue(), FEWEST);
          Load.median(20, () -> http.send(few));
          alike.computeIfAbsent(filter.getKey(), f -> new double[SIZES.length])[size] =
              Load.median(41, () -> http.send(few));
        }
      }
    }
    times.forEach(
        (name, seconds) ->
            add(figures, name, seconds, Objects.requireNonNull(alike.get(name)), reads));
    figures.addAll(ofMany(metadata, port, times));
    return figures;
  }

  /** The same searches through many experiments. */
  private static List<Figure> ofMany(Metadata metadata, int port, Map<String, double[]> ofOne)
      throws Exception {
    List<Long> experiments = new ArrayList<>();
    for (int i = 0; i < EXPERIMENTS; i++) {
      long experiment =
          metadata.experiments().create(NewExperiment.named("many-" + i), "bench").id();
      experiments.add(experiment);
      int runs = SIZES[1] / EXPERIMENTS;
      fill(metadata, experiment, i * runs, runs);
    }
    List<Figure> figures = new ArrayList<>();
    try (RawHttp http = new RawHttp(port)) {
      for (String name : List.of("all", "tenth", "one-in-a-hundred")) {
        String filter = Objects.requireNonNull(FILTERS.get(name));
        byte[] search = search(experiments, filter, PAGE);
        Load.median(20, () -> http.send(search));
        double seconds = Load.median(41, () -> http.send(search));
        double one = Objects.requireNonNull(ofOne.get(name))[1];
        figures.add(
            new Figure(
                "search." + name + "." + EXPERIMENTS + "-experiments",
                seconds,
                "s",
                one,
                seconds / one,
                "<= 4 x one experiment of as many runs",
                seconds <= MOST_ONES * one));
      }
    }
    return figures;
  }

  /**
   * @param alike the times of pages that are full at each size, so that what grows is the search
   *     and not its answer
   */
  private static void add(
      List<Figure> figures, String name, double[] seconds, double[] alike, double[] reads) {
    int last = SIZES.length - 1;
    double ratio = seconds[last] / reads[last];
    figures.add(
        new Figure(
            "search." + name + ".100000-runs",
            seconds[last],
            "s",
            reads[last],
            ratio,
            "<= 20 x reading one run",
            ratio <= MOST_READS));
    figures.add(
        new Figure(
            "search." + name + ".20000-runs",
            seconds[1],
            "s",
            reads[1],
            seconds[1] / reads[1],
            "<= 0.015 s",
            seconds[1] <= MOST_AT_20_000));
    double exponent = Math.log(alike[last] / alike[0]) / Math.log((double) SIZES[last] / SIZES[0]);
    figures.add(
        new Figure(
            "search." + name + ".exponent",
            exponent,
            "1",
            null,
            null,
            "<= 0.2 from 1,000 to 100,000 runs",
            exponent <= STEEPEST));
  }

  private static byte[] search(List<Long> experiments, String filter, int results) {
    return RawHttp.request(
        "POST",
        "/api/2.0/mlflow/runs/search",
        "{\"experiment_ids\":[\""
            + experiments.stream().map(String::valueOf).collect(Collectors.joining("\",\""))
            + "\"],\"filter\":\""
            + filter
            + "\",\"order_by\":[\"metrics.score DESC\"],\"max_results\":"
            + results
            + "}");
  }

  /** By many at once, because the store commits together what comes together. */
  private static Run fill(Metadata metadata, long experiment, int from, int runs)
      throws InterruptedException {
    ConcurrentLinkedQueue<Run> made = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < runs; i++) {
        int number = from + i;
        threads.submit(() -> made.add(write(metadata, experiment, number)));
      }
    }
    if (made.size() != runs) {
      throw new IllegalStateException((runs - made.size()) + " runs could not be written");
    }
    return made.element();
  }

  private static Run write(Metadata metadata, long experiment, int number) {
    SplittableRandom random = new SplittableRandom(number);
    Instant start = Instant.ofEpochMilli(1_700_000_000_000L + number);
    Map<String, String> tags = Map.of("rare", "r" + random.nextInt(33), "team", "red");
    Run run =
        metadata
            .runs()
            .create(new NewRun(experiment, "run-" + number, "bench", start, tags), "bench");
    List<Metric> metrics =
        List.of(
            new Metric("score", random.nextDouble(), start.toEpochMilli(), 0),
            new Metric("other", random.nextDouble(), start.toEpochMilli(), 0));
    List<Map.Entry<String, String>> params =
        List.of(
            Map.entry("half", "h" + random.nextInt(2)),
            Map.entry("tenth", "t" + random.nextInt(10)),
            Map.entry("depth", String.valueOf(random.nextInt(8))));
    metadata.log().log(run.id(), new LogBatch(metrics, params, List.of()));
    return run;
  }
}
