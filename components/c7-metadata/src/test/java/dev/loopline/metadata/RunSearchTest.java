package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.testkit.Engine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages of runs, held against the same search done by reading everything. */
class RunSearchTest {
  private static final long SEED = 7;

  @TempDir Path folder;

  private Metadata metadata;
  private long experiment;
  private final List<Run> all = new ArrayList<>();

  private Run run(long at, int loss, @Nullable Double auc, @Nullable String team) {
    Map<String, String> tags = new HashMap<>();
    if (team != null) {
      tags.put("team", team);
    }
    Run made =
        metadata
            .runs()
            .create(new NewRun(experiment, null, "ana", Instant.ofEpochMilli(at), tags), "test");
    List<Metric> metrics = new ArrayList<>(List.of(new Metric("loss", loss, 1, 0)));
    if (auc != null) {
      metrics.add(new Metric("auc", auc, 1, 0));
    }
    metadata.log().log(
        made.id(), new LogBatch(metrics, List.of(Map.entry("depth", "d" + loss % 3)), List.of()));
    return metadata.runs().require(made.id());
  }

  private void fill(int runs) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < runs; i++) {
      Double auc =
          switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> Double.NaN;
            default -> random.nextInt(5) / 10.0;
          };
      String team = random.nextInt(3) == 0 ? null : "team " + random.nextInt(3);
      all.add(run(1_000 + random.nextInt(20), random.nextInt(9), auc, team));
    }
  }

  private static Double metric(Run run, String key) {
    return run.metrics().stream()
        .filter(m -> m.key().equals(key))
        .map(Metric::value)
        .findFirst()
        .orElse(null);
  }

  private static final Comparator<Run> NEWEST =
      Comparator.comparing((Run r) -> r.info().startedAt()).reversed().thenComparing(Run::id);

  /** Values first, NaN behind them, runs without last, in both directions. */
  private static Comparator<Run> by(String key, boolean descending) {
    Comparator<Run> ranks =
        Comparator.comparing(r -> metric(r, key) == null ? 2 : metric(r, key).isNaN() ? 1 : 0);
    Comparator<Run> values =
        Comparator.comparing(
            r -> metric(r, key) == null || metric(r, key).isNaN() ? 0.0 : metric(r, key));
    return ranks.thenComparing(descending ? values.reversed() : values);
  }

  private static Comparator<Run> byText(java.util.function.Function<Run, String> text) {
    return Comparator.<Run, Integer>comparing(r -> text.apply(r) == null ? 2 : 0)
        .thenComparing(r -> text.apply(r) == null ? "" : text.apply(r));
  }

  private List<String> pages(RunQuery query, int size) {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      RunPage page = metadata.runs().search(query, cursor, size);
      page.runs().forEach(run -> ids.add(run.id()));
      cursor = page.next();
    } while (cursor != null);
    return ids;
  }

  private void holds(
      String filter, Predicate<Run> fits, List<String> order, Comparator<Run> comparator) {
    List<String> expected =
        all.stream().filter(fits).sorted(comparator.thenComparing(NEWEST)).map(Run::id).toList();
    RunQuery query = new RunQuery(List.of(experiment), filter, order, Lifecycle.ACTIVE);

    assertThat(pages(query, 1_000)).as(filter + " " + order).isEqualTo(expected);
    assertThat(pages(query, 7)).as("in pages: " + filter + " " + order).isEqualTo(expected);
    assertThat(jumps(query, expected.size())).as("by jumps: " + filter).isEqualTo(expected);
  }

  /** All runs of a search, read by jumps to every sixth, each from one of the cursors before it. */
  private List<String> jumps(RunQuery query, int runs) {
    List<String> ids = new ArrayList<>();
    String third = metadata.runs().search(query, null, 3).next();
    for (int from = 0; from <= runs; from += 6) {
      boolean on = from % 12 == 6 && third != null;
      RunPage page =
          on
              ? metadata.runs().search(query, third, from - 3, 6)
              : metadata.runs().search(query, null, from, 6);
      page.runs().forEach(run -> ids.add(run.id()));
    }
    assertThat(metadata.runs().search(query, third, runs, 6))
        .isEqualTo(new RunPage(List.of(), null));
    return ids;
  }

  @ParameterizedTest
  @EnumSource
  void everyPageIsThatOfASearchThroughEverything(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "metadata")) {
      metadata = MetadataFactory.open(kernel);
      experiment = metadata.experiments().create(NewExperiment.named("e"), "test").id();
      fill(120);
      Comparator<Run> none = Comparator.comparing(r -> 0);
      Predicate<Run> any = r -> true;

      holds("", any, List.of(), none);
      holds("", any, List.of("metrics.auc"), by("auc", false));
      holds("", any, List.of("metrics.auc DESC"), by("auc", true));
      holds(
          "",
          any,
          List.of("metrics.auc DESC", "metrics.loss"),
          by("auc", true).thenComparing(by("loss", false)));
      holds(
          "",
          any,
          List.of("metrics.loss DESC", "metrics.auc"),
          by("loss", true).thenComparing(by("auc", false)));
      holds("", any, List.of("tags.team"), byText(r -> r.tags().get("team")));
      holds(
          "",
          any,
          List.of("params.depth", "tags.team"),
          byText((Run r) -> r.params().get("depth"))
              .thenComparing(byText(r -> r.tags().get("team"))));
      holds("", any, List.of("metrics.never"), none);
      holds(
          "",
          any,
          List.of("start_time ASC"),
          Comparator.comparing((Run r) -> r.info().startedAt()));
      holds(
          "metrics.auc > 0.1",
          r -> metric(r, "auc") != null && metric(r, "auc") > 0.1,
          List.of("metrics.loss"),
          by("loss", false));
      holds(
          "metrics.auc != 0.1 and params.depth = 'd1'",
          r ->
              metric(r, "auc") != null
                  && !metric(r, "auc").isNaN()
                  && metric(r, "auc") != 0.1
                  && "d1".equals(r.params().get("depth")),
          List.of("metrics.auc DESC"),
          by("auc", true));
      holds(
          "tags.team = 'team 1' or metrics.loss >= 7",
          r -> "team 1".equals(r.tags().get("team")) || metric(r, "loss") >= 7,
          List.of("tags.team", "metrics.auc DESC"),
          byText((Run r) -> r.tags().get("team")).thenComparing(by("auc", true)));
      holds(
          "not tags.team != 'team 1'",
          r -> !r.tags().containsKey("team") || "team 1".equals(r.tags().get("team")),
          List.of(),
          none);
      holds("tags.team is null", r -> !r.tags().containsKey("team"), List.of(), none);
      holds(
          "tags.team ILIKE 'TEAM %' and params.depth in ('d0', 'd2')",
          r ->
              r.tags().containsKey("team") && List.of("d0", "d2").contains(r.params().get("depth")),
          List.of("metrics.loss DESC"),
          by("loss", true));
      holds("params.never = 'x'", r -> false, List.of("metrics.auc"), none);
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalExperimentsAreOneOrder(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "metadata")) {
      metadata = MetadataFactory.open(kernel);
      List<Long> experiments = new ArrayList<>();
      for (String name : List.of("one", "two", "three")) {
        experiment = metadata.experiments().create(NewExperiment.named(name), "test").id();
        experiments.add(experiment);
        fill(15);
      }
      List<String> expected =
          all.stream().sorted(by("auc", true).thenComparing(NEWEST)).map(Run::id).toList();
      RunQuery query = new RunQuery(experiments, "", List.of("metrics.auc DESC"), Lifecycle.ACTIVE);

      assertThat(pages(query, 4)).isEqualTo(expected);
      assertThat(jumps(query, expected.size())).isEqualTo(expected);

      metadata.experiments().delete(experiment, "test");
      assertThat(pages(query, 1_000)).hasSize(30);
      assertThat(pages(new RunQuery(experiments, "", List.of(), Lifecycle.DELETED), 1_000))
          .hasSize(15);
      assertThat(pages(new RunQuery(experiments, "", List.of(), null), 7)).hasSize(45);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCursorHoldsWhileRunsComeAndGo(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "metadata")) {
      metadata = MetadataFactory.open(kernel);
      experiment = metadata.experiments().create(NewExperiment.named("e"), "test").id();
      fill(20);
      RunQuery query =
          new RunQuery(List.of(experiment), "", List.of("metrics.loss"), Lifecycle.ACTIVE);
      List<String> before = pages(query, 1_000);
      RunPage first = metadata.runs().search(query, null, 10);

      run(2_000, -1, null, null);
      metadata.runs().delete(before.get(3), "test");
      metadata.runs().delete(before.get(12), "test");
      RunPage second = metadata.runs().search(query, first.next(), 10);

      List<String> expected = new ArrayList<>(before.subList(10, 20));
      expected.remove(before.get(12));
      assertThat(second.runs()).extracting(Run::id).isEqualTo(expected);
      assertThatThrownBy(() -> metadata.runs().search(query, "nonsense", 10))
          .hasMessageContaining("Invalid page token");
    }
  }
}
