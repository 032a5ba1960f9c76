package dev.loopline.metadata.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunPage;
import dev.loopline.metadata.RunQuery;
import dev.loopline.metadata.internal.points.Folding;
import dev.loopline.testkit.Engine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a search does to be quick, it finds what reading everything finds. */
class SearchPlansTest {
  private static final long SEED = 12;

  /** All begin alike for longer than an index looks. */
  private static final String LONG = "é".repeat(63) + "😀";

  /** From one that always looks for something better to one that never does. */
  private static final List<Effort> EFFORTS =
      List.of(
          Effort.STANDARD,
          new Effort(0, 1, 0, 100_000),
          new Effort(1, 4, 0, 0),
          new Effort(2, 10, 1e9, 0));

  @TempDir Path folder;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<Run> all = new ArrayList<>();
  private final List<Long> experiments = new ArrayList<>();

  private record Part(String text, Predicate<Run> fits) {}

  /**
   * @param value a Double or a text; null for none
   */
  private record Key(String text, Function<Run, @Nullable Object> value) {}

  private static @Nullable Double metric(Run run, String key) {
    return run.metrics().stream()
        .filter(m -> m.key().equals(key))
        .map(Metric::value)
        .findFirst()
        .orElse(null);
  }

  private static boolean is(@Nullable Double value, Predicate<Double> holds) {
    return value != null && !value.isNaN() && holds.test(value);
  }

  private static boolean isText(@Nullable String value, Predicate<String> holds) {
    return value != null && holds.test(value);
  }

  private static final List<Part> PARTS =
      List.of(
          new Part("metrics.loss > 4", r -> is(metric(r, "loss"), v -> v > 4)),
          new Part("metrics.loss <= 1", r -> is(metric(r, "loss"), v -> v <= 1)),
          new Part(
              "metrics.loss > 2 and (metrics.auc > 0.1 and metrics.loss <= 5)",
              r ->
                  is(metric(r, "loss"), v -> v > 2 && v <= 5)
                      && is(metric(r, "auc"), v -> v > 0.1)),
          new Part("metrics.loss = 3", r -> is(metric(r, "loss"), v -> v == 3)),
          new Part("metrics.auc >= 0.2", r -> is(metric(r, "auc"), v -> v >= 0.2)),
          new Part("metrics.auc < 0.3", r -> is(metric(r, "auc"), v -> v < 0.3)),
          new Part("metrics.auc != 0.1", r -> is(metric(r, "auc"), v -> v != 0.1)),
          new Part("metrics.auc is not null", r -> is(metric(r, "auc"), v -> true)),
          new Part("params.depth = 'd1'", r -> "d1".equals(r.params().get("depth"))),
          new Part(
              "params.depth in ('d0', 'd2', 'never')",
              r -> isText(r.params().get("depth"), List.of("d0", "d2")::contains)),
          new Part("params.depth like 'd%'", r -> r.params().containsKey("depth")),
          new Part("tags.team = 'team 1'", r -> "team 1".equals(r.tags().get("team"))),
          new Part(
              "tags.team != 'team 1'", r -> isText(r.tags().get("team"), t -> !t.endsWith("1"))),
          new Part("tags.team like '% 2'", r -> isText(r.tags().get("team"), t -> t.endsWith("2"))),
          new Part("tags.team ilike 'TEAM _'", r -> r.tags().containsKey("team")),
          new Part("tags.team is null", r -> !r.tags().containsKey("team")),
          new Part("tags.team is not null", r -> r.tags().containsKey("team")),
          new Part("tags.long = '" + LONG + "1'", r -> (LONG + "1").equals(r.tags().get("long"))),
          new Part("tags.long like '" + LONG + "_'", r -> r.tags().containsKey("long")),
          new Part("tags.long like 'é%2'", r -> isText(r.tags().get("long"), t -> t.endsWith("2"))),
          new Part("tags.never = 'x'", r -> false),
          new Part("start_time > 1010", r -> r.info().startedAt().toEpochMilli() > 1010));

  private static final List<Key> KEYS =
      List.of(
          new Key("metrics.auc", r -> metric(r, "auc")),
          new Key("metrics.loss", r -> metric(r, "loss")),
          new Key("params.depth", r -> r.params().get("depth")),
          new Key("tags.team", r -> r.tags().get("team")),
          new Key("tags.long", r -> r.tags().get("long")),
          new Key("start_time", r -> (double) r.info().startedAt().toEpochMilli()),
          new Key("run_name", r -> r.info().name()));

  private void fill(Metadata metadata, int experimentCount, int runs) {
    for (int e = 0; e < experimentCount; e++) {
      long experiment = metadata.experiments().create(NewExperiment.named("e" + e), "test").id();
      experiments.add(experiment);
      for (int i = 0; i < runs; i++) {
        all.add(run(metadata, experiment));
      }
    }
  }

  private Run run(Metadata metadata, long experiment) {
    Map<String, String> tags = new HashMap<>();
    if (random.nextInt(3) > 0) {
      tags.put("team", "team " + random.nextInt(3));
    }
    if (random.nextInt(2) > 0) {
      tags.put("long", LONG + random.nextInt(3));
    }
    Instant start = Instant.ofEpochMilli(1_000 + random.nextInt(20));
    String name = "run " + random.nextInt(5);
    String id =
        metadata.runs().create(new NewRun(experiment, name, "ana", start, tags), "test").id();
    List<Metric> metrics = new ArrayList<>(List.of(new Metric("loss", random.nextInt(9), 1, 0)));
    switch (random.nextInt(6)) {
      case 0 -> {}
      case 1 -> metrics.add(new Metric("auc", Double.NaN, 1, 0));
      default -> metrics.add(new Metric("auc", random.nextInt(5) / 10.0, 1, 0));
    }
    List<Map.Entry<String, String>> params =
        random.nextInt(4) == 0 ? List.of() : List.of(Map.entry("depth", "d" + random.nextInt(3)));
    metadata.log().log(id, new LogBatch(metrics, params, List.of()));
    return metadata.runs().require(id);
  }

  private Part part() {
    return PARTS.get(random.nextInt(PARTS.size()));
  }

  private Part filter() {
    Part a = part();
    Part b = part();
    return switch (random.nextInt(6)) {
      case 0 -> new Part("", r -> true);
      case 1 -> a;
      case 2 -> new Part("not (" + a.text() + ")", r -> !a.fits().test(r));
      case 3 ->
          new Part(
              "(" + a.text() + " or (" + b.text() + "))",
              r -> a.fits().test(r) || b.fits().test(r));
      case 4 -> {
        Part c = part();
        yield new Part(
            a.text() + " and ((" + b.text() + ") or " + c.text() + ")",
            r -> a.fits().test(r) && (b.fits().test(r) || c.fits().test(r)));
      }
      default -> new Part(a.text() + " and " + b.text(), r -> a.fits().test(r) && b.fits().test(r));
    };
  }

  private static int rank(@Nullable Object value) {
    return value == null ? 2 : value instanceof Double d && d.isNaN() ? 1 : 0;
  }

  private static Comparator<Run> comparator(Key key, boolean descending) {
    Comparator<Run> values =
        (a, b) -> {
          Object x = key.value().apply(a);
          Object y = key.value().apply(b);
          if (rank(x) != 0 || rank(y) != 0) {
            return 0;
          }
          int order =
              x instanceof String s
                  ? s.compareTo((String) y)
                  : Double.compare((Double) x, (Double) y);
          return descending ? -order : order;
        };
    return Comparator.<Run, Integer>comparing(r -> rank(key.value().apply(r)))
        .thenComparing(values);
  }

  @ParameterizedTest
  @EnumSource
  void everyPlanFindsWhatReadingEverythingFinds(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "metadata")) {
      fill(MetadataStore.open(kernel), 5, 24);
      LoggedNames names = new LoggedNames(kernel.db());
      List<RunSearch> searches =
          EFFORTS.stream()
              .map(effort -> new RunSearch(kernel, names, new Folding(kernel.db()), effort))
              .toList();
      for (int i = 0; i < 120; i++) {
        Part filter = filter();
        List<String> order = new ArrayList<>();
        Comparator<Run> comparator = Comparator.comparing(r -> 0);
        int first = random.nextInt(KEYS.size());
        for (int k = random.nextInt(3); k > 0; k--) {
          Key key = KEYS.get((first + k) % KEYS.size());
          boolean descending = random.nextBoolean();
          order.add(key.text() + (descending ? " DESC" : ""));
          comparator = comparator.thenComparing(comparator(key, descending));
        }
        List<Long> among = i % 2 == 0 ? experiments : List.of(experiments.get(i % 5));
        RunQuery query = new RunQuery(among, filter.text(), order, Lifecycle.ACTIVE);
        int size = 1 + random.nextInt(30);
        List<String> expected =
            all.stream()
                .filter(run -> among.contains(run.info().experimentId()))
                .filter(filter.fits())
                .sorted(
                    comparator
                        .thenComparing(
                            Comparator.comparing((Run r) -> r.info().startedAt()).reversed())
                        .thenComparing(Run::id))
                .map(Run::id)
                .toList();

        for (RunSearch search : searches) {
          assertThat(pages(search, query, size))
              .as("%s in pages of %d of %s", query, size, search)
              .isEqualTo(expected);
        }
      }
    }
  }

  private static List<String> pages(RunSearch search, RunQuery query, int size) {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      RunPage page = search.search(query, cursor, 0, size);
      page.runs().forEach(run -> ids.add(run.id()));
      cursor = page.next();
    } while (cursor != null);
    return ids;
  }
}
