package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.testkit.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was logged is what is read: in whatever order, however often, whoever else logs. */
class PointsTest {
  private static final Comparator<Metric> BY_TIME =
      Comparator.comparingLong(Metric::timestamp)
          .thenComparingLong(Metric::step)
          .thenComparingDouble(Metric::stored)
          .thenComparing(Metric::isNaN);
  private static final Comparator<Metric> LATER =
      Comparator.comparingLong(Metric::step)
          .thenComparingLong(Metric::timestamp)
          .thenComparingDouble(Metric::stored);
  private static final double[] ODD = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0, Double.MIN_VALUE
  };

  @TempDir Path folder;

  private static String run(Metadata metadata) {
    return metadata.runs().create(new NewRun(0, null, "ana", null, Map.of()), "ana").id();
  }

  private static void log(Metadata metadata, String run, List<Metric> points) {
    metadata.log().log(run, new LogBatch(points, List.of(), List.of()));
  }

  /** Ways in which points come: each makes some that follow on what is there. */
  private enum Coming {
    IN_ORDER,
    BACKWARDS,
    ANYWHERE,
    WITHOUT_STEPS,
    AT_ONE_MOMENT,
    FAR_APART,
    AGAIN;

    List<Metric> some(SplittableRandom random, List<Metric> before) {
      int count = random.nextInt(1, random.nextInt(3) == 0 ? 900 : 30);
      long from = before.size();
      List<Metric> some = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        double value =
            random.nextInt(8) == 0 ? ODD[random.nextInt(ODD.length)] : random.nextDouble();
        some.add(
            switch (this) {
              case IN_ORDER -> new Metric("m", value, 1_000 + from + i, from + i);
              case BACKWARDS -> new Metric("m", value, 9_000_000 - from - i, -from - i);
              case ANYWHERE -> new Metric("m", value, random.nextInt(2_000), random.nextInt(2_000));
              case WITHOUT_STEPS -> new Metric("m", value, 1_000 + from + i, 0);
              case AT_ONE_MOMENT -> new Metric("m", value, 7, 7);
              case FAR_APART -> new Metric("m", value, random.nextLong() >>> 1, random.nextLong());
              case AGAIN ->
                  before.isEmpty()
                      ? new Metric("m", value, 0, 0)
                      : before.get(random.nextInt(before.size()));
            });
      }
      return some;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHistoryIsWhatWasLoggedInWhateverOrderAndHoweverOften(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "metadata")) {
      Metadata metadata = MetadataFactory.open(kernel);
      for (int seed = 0; seed < 12; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        String run = run(metadata);
        List<Metric> logged = new ArrayList<>();
        for (int batch = 0; batch < 25; batch++) {
          Coming coming = Coming.values()[random.nextInt(Coming.values().length)];
          List<Metric> some = coming.some(random, logged);
          log(metadata, run, some);
          logged.addAll(some);
          if (random.nextInt(4) == 0) {
            assertHolds(metadata, run, logged);
          }
        }
        assertHolds(metadata, run, logged);
      }
    }
  }

  private static void assertHolds(Metadata metadata, String run, List<Metric> logged) {
    List<Metric> distinct =
        new HashSet<>(logged.stream().map(PointsTest::withOneZero).toList())
            .stream().sorted(BY_TIME).toList();
    assertThat(metadata.log().history(run, "m")).isEqualTo(distinct);
    Metric latest = metadata.runs().require(run).metrics().getFirst();
    assertThat(LATER.compare(latest, Collections.max(distinct, LATER))).isZero();
    SplittableRandom random = new SplittableRandom(logged.size());
    for (int i = 0; i < 5; i++) {
      long a = distinct.get(random.nextInt(distinct.size())).step();
      long b = distinct.get(random.nextInt(distinct.size())).step();
      StepRange range = new StepRange(Math.min(a, b), Math.max(a, b));
      assertThat(
              metadata.log().sampled(List.of(run), "m", range, Integer.MAX_VALUE).get(run).stream()
                  .sorted(BY_TIME))
          .isEqualTo(distinct.stream().filter(m -> range.holds(m.step())).toList());
    }
  }

  private static Metric withOneZero(Metric m) {
    return new Metric(m.key(), m.value() + 0.0, m.timestamp(), m.step());
  }

  @ParameterizedTest
  @EnumSource
  void whoeverWasToldThatAPointIsLoggedFindsItWhileManyLogAndRead(Engine engine) throws Exception {
    try (Kernel kernel = engine.kernel(folder, "metadata");
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Metadata metadata = MetadataFactory.open(kernel);
      List<String> runs = List.of(run(metadata), run(metadata), run(metadata));
      List<Future<Set<Long>>> told = new ArrayList<>();
      for (int client = 0; client < 12; client++) {
        told.add(clients.submit(client(metadata, runs.get(client % 3), client)));
      }
      Map<String, Set<Long>> all = new HashMap<>();
      for (int client = 0; client < 12; client++) {
        all.computeIfAbsent(runs.get(client % 3), run -> new HashSet<>())
            .addAll(told.get(client).get());
      }
      for (String run : runs) {
        assertThat(steps(metadata, run)).containsExactlyInAnyOrderElementsOf(all.get(run));
      }
    }
  }

  private static Callable<Set<Long>> client(Metadata metadata, String run, int client) {
    return () -> {
      SplittableRandom random = new SplittableRandom(client);
      Set<Long> told = new HashSet<>();
      for (int i = 0; i < 60; i++) {
        List<Metric> batch = new ArrayList<>();
        for (int p = 0; p < random.nextInt(1, 40); p++) {
          long step = client * 100_000L + told.size();
          batch.add(new Metric("m", step, step, step));
          told.add(step);
        }
        log(metadata, run, batch);
        if (random.nextInt(5) == 0) {
          assertThat(steps(metadata, run)).containsAll(told);
        }
        if (random.nextInt(5) == 0) {
          long latest = metadata.runs().require(run).metrics().getFirst().step();
          assertThat(latest).isGreaterThanOrEqualTo(Collections.max(told));
        }
      }
      return told;
    };
  }

  private static List<Long> steps(Metadata metadata, String run) {
    return metadata.log().history(run, "m").stream().map(Metric::step).toList();
  }

  @ParameterizedTest
  @EnumSource
  void pointsOutliveARestartThatComesRightAfterThem(Engine engine) {
    Engine.Reopenable house = engine.options(folder, "metadata");
    String run;
    try (Kernel kernel = house.open(WallClock.system())) {
      Metadata metadata = MetadataFactory.open(kernel);
      run = run(metadata);
      for (int i = 0; i < 100; i++) {
        log(metadata, run, List.of(new Metric("m", i, i, i)));
      }
    }
    try (Kernel kernel = house.open(WallClock.system())) {
      Metadata metadata = MetadataFactory.open(kernel);
      assertThat(metadata.runs().require(run).metrics())
          .containsExactly(new Metric("m", 99, 99, 99));
      assertThat(metadata.log().history(run, "m")).hasSize(100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aVeryLongCurveIsSampledByItsStepsWithBothEnds(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "metadata")) {
      Metadata metadata = MetadataFactory.open(kernel);
      String run = run(metadata);
      for (int from = 0; from < 250_000; from += 1_000) {
        List<Metric> points = new ArrayList<>();
        for (int i = from; i < from + 1_000; i++) {
          points.add(new Metric("m", i, i, 2L * i));
        }
        log(metadata, run, points);
      }
      List<Metric> sampled = metadata.log().sampled(List.of(run), "m", StepRange.ALL, 100).get(run);
      assertThat(sampled).hasSizeBetween(100, 101).isSortedAccordingTo(LATER);
      assertThat(sampled.getFirst().step()).isZero();
      assertThat(sampled.getLast().step()).isEqualTo(499_998);
      for (int i = 1; i < sampled.size() - 1; i++) {
        assertThat(sampled.get(i).step() - sampled.get(i - 1).step()).isBetween(4_998L, 5_002L);
      }
      StepRange inside = new StepRange(100_001, 100_021);
      assertThat(metadata.log().sampled(List.of(run), "m", inside, 100).get(run))
          .hasSize(10)
          .allMatch(m -> inside.holds(m.step()));
    }
  }

  @Test
  void whileTheDiskIsFullReadsGoOnAndNothingThatWasToldIsLost() {
    try (Kernel kernel = Engine.SQLITE.kernel(folder, "metadata")) {
      Metadata metadata = MetadataFactory.open(kernel);
      String run = run(metadata);
      List<Metric> points = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        points.add(new Metric("m", i / 3.0, i, i));
      }
      log(metadata, run, points);
      assertThat(metadata.log().history(run, "m")).hasSize(1_000);
      for (int batch = 1; batch <= 20; batch++) {
        int from = batch * 1_000;
        log(metadata, run, points.stream().map(m -> at(m, m.step() + from)).toList());
      }
      most(kernel, 1);
      assertThat(metadata.log().history(run, "m")).hasSizeBetween(1_000, 21_000);
      assertThatThrownBy(
              () -> {
                for (int batch = 0; batch < 100; batch++) {
                  log(metadata, run(metadata), points);
                }
              })
          .hasMessageContaining("The disk of the database is full");
      most(kernel, 1_000_000);
      assertThat(metadata.log().history(run, "m")).hasSize(21_000);
    }
  }

  private static Metric at(Metric m, long step) {
    return new Metric(m.key(), m.value(), step, step);
  }

  /** The database may have so many pages, or as many as it has: the engine's own full disk. */
  private static void most(Kernel kernel, int pages) {
    kernel.db().change(tx -> tx.handle().execute("pragma max_page_count = " + pages));
  }
}
