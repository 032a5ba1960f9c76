package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.GarbageReport;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deletion, restoration and collection of runs, experiments, models and their files. */
class GarbageTest {
  private static final String MANY = "x".repeat(1000);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aSharedBlobStaysUntilItsLastUserGoes(Engine engine) throws Exception {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      String first = store.run();
      String second = store.run();
      Digest shared = store.put(first, "model.bin", "shared" + MANY);
      store.put(second, "model.bin", "shared" + MANY);
      Digest own = store.put(first, "own.txt", "only of the first" + MANY);
      store.log(first);
      store.metadata.runs().delete(first, "ada");

      GarbageReport dry = store.weigh();
      assertThat(dry.removed()).containsEntry("runs", 1L).containsEntry("files", 2L);
      assertThat(dry.freed().blobs()).isEqualTo(1);
      assertThat(dry.bytesFreed()).isEqualTo(("only of the first" + MANY).length());
      assertThat(dry.inUse().blobs()).isEqualTo(1);
      assertThat(store.metadata.runs().find(first)).isPresent();
      assertThat(store.kernel.artifacts().find(own)).isPresent();

      GarbageReport done = store.collect();
      assertThat(done.removed()).isEqualTo(dry.removed());
      assertThat(done.freed()).isEqualTo(dry.freed());
      assertThat(store.metadata.runs().find(first)).isEmpty();
      assertThat(store.kernel.artifacts().find(own)).isEmpty();
      assertThat(store.kernel.artifacts().find(shared)).isPresent();
      assertThat(store.rows("run_curve", "logged_point", "run_param", "metadata_remains")).isZero();
      assertThatThrownBy(() -> store.log(first)).hasMessage("Run with id=" + first + " not found");

      store.metadata.runs().delete(second, "ada");
      store.collect();
      assertThat(store.kernel.artifacts().find(shared)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasRestoredOrIsYoungerStays(Engine engine) throws Exception {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      String restored = store.run();
      String young = store.run();
      Digest kept = store.put(restored, "a", "a");
      store.metadata.runs().delete(restored, "ada");
      store.metadata.runs().restore(restored, "ada");
      store.clock.advance(Duration.ofDays(40));
      store.metadata.runs().delete(young, "ada");
      store.clock.advance(Duration.ofDays(1));

      GarbageReport report =
          store.collect(Doomed.allBefore(store.clock.now().minus(Duration.ofDays(30))));
      assertThat(report.removed()).containsEntry("runs", 0L);
      assertThat(store.kernel.artifacts().find(kept)).isPresent();
      assertThat(store.metadata.runs().find(young)).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExperimentGoesWithAllThatWasIn(Engine engine) throws Exception {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      Experiment doomed =
          store.metadata.experiments().create(NewExperiment.named("hotel/doomed"), "ada");
      String run = store.run(doomed.id());
      Digest digest = store.put(run, "dir/deep/file.txt", "deep");
      String other = store.run();
      store.metadata.experiments().setTag(doomed.id(), "k", "v");
      store.metadata.experiments().delete(doomed.id(), "ada");

      assertThat(store.weigh().removed()).containsEntry("experiments", 1L);
      GarbageReport report = store.collect();
      assertThat(report.removed())
          .containsEntry("experiments", 1L)
          .containsEntry("runs", 1L)
          .containsEntry("files", 1L);
      assertThat(store.metadata.experiments().find("hotel/doomed")).isEmpty();
      assertThat(store.metadata.runs().find(other)).isPresent();
      assertThat(store.kernel.artifacts().find(digest)).isEmpty();
      assertThat(store.events("metadata.runs.removed")).containsExactly(run);
      // Its name is free again.
      store.metadata.experiments().create(NewExperiment.named("hotel/doomed"), "ada");
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheNamedOnesGo(Engine engine) throws Exception {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      String first = store.run();
      String second = store.run();
      store.metadata.runs().delete(first, "ada");
      store.metadata.runs().delete(second, "ada");
      Doomed named = new Doomed(store.clock.now(), Set.of(), Set.of(second));
      assertThat(store.collect(named).removed()).containsEntry("runs", 1L);
      assertThat(store.metadata.runs().find(first)).isPresent();
      assertThat(store.metadata.runs().find(second)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunOfManyPointsAndFilesGoesInPieces(Engine engine) throws Exception {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      String run = store.run();
      for (int batch = 0; batch < 13; batch++) {
        List<Metric> points = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
          points.add(new Metric("loss", i, 1, batch * 1000L + i));
        }
        store.metadata.log().log(run, new LogBatch(points, List.of(), List.of()));
      }
      for (int i = 0; i < 50; i++) {
        store.put(run, "f" + i, "file " + i);
      }
      store.metadata.runs().delete(run, "ada");
      assertThat(store.collect().removed()).containsEntry("files", 50L);
      assertThat(
              store.rows(
                  "run_curve", "logged_point", "run_metric_latest", "artifact", "metadata_remains"))
          .isZero();
      assertThat(store.blobs()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAKillLeftOfARunIsFinishedByTheNextCollection(Engine engine) throws Exception {
    Engine.Reopenable house = engine.options(folder, "metadata");
    SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    Digest digest;
    try (CollectedStore store = new CollectedStore(house.open(clock), clock)) {
      String run = store.run();
      store.log(run);
      digest = store.put(run, "a", "left over");
      // As a kill between the two transactions leaves it.
      store
          .kernel
          .db()
          .change(
              tx -> {
                tx.handle()
                    .execute(
                        "insert into metadata_remains (run_no, root)"
                            + " select no, '0/' || id from run");
                tx.handle().execute("delete from run_tag");
                tx.handle().execute("delete from run");
              });
    }
    try (CollectedStore store = new CollectedStore(house.open(clock), clock)) {
      assertThat(store.collect().removed()).containsEntry("files", 1L);
      assertThat(store.kernel.artifacts().find(digest)).isEmpty();
      assertThat(store.rows("run_curve", "logged_point", "artifact", "metadata_remains")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aComponentThatDidNotSpeakKeepsEverything(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "metadata")) {
      Digest digest = kernel.artifacts().put(new byte[1]).digest();
      assertThatThrownBy(
              () -> kernel.garbage().collect(Doomed.allBefore(Instant.EPOCH), Duration.ZERO, "ada"))
          .hasMessage(
              "Nothing is removed: metadata did not say which blobs they use. Register a BlobUser"
                  + " for each.");
      assertThat(kernel.artifacts().find(digest)).isPresent();
    }
  }

  /**
   * Random work of several at once (few contents, so blobs are shared, go and come back all the
   * time) beside collections without a pause: no file ever loses its bytes, and in the end the
   * store holds what files name, and nothing else.
   */
  @ParameterizedTest
  @EnumSource
  void noBlobWithAUserIsRemovedAndEveryOneWithoutIs(Engine engine) throws Exception {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      AtomicBoolean over = new AtomicBoolean();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Callable<Integer> collecting =
            () -> {
              int collections = 0;
              while (!over.get()) {
                store.collect();
                collections++;
              }
              return collections;
            };
        Future<Integer> collector = threads.submit(collecting);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          SplittableRandom random = new SplittableRandom(i);
          workers.add(threads.submit(() -> work(store, random)));
        }
        try {
          for (Future<?> worker : workers) {
            worker.get();
          }
        } finally {
          // Also where one failed, or the collector goes on for ever.
          over.set(true);
        }
        assertThat(collector.get()).isPositive();
      }
      store.collect();
      Set<Digest> named = store.named();
      assertThat(store.blobs()).isEqualTo(named);
      for (Digest digest : named) {
        assertThat(store.kernel.artifacts().read(digest, 100)).isNotEmpty();
      }
    }
  }

  private static void work(CollectedStore store, SplittableRandom random) {
    List<String> runs = new ArrayList<>(List.of(store.run()));
    for (int i = 0; i < 150; i++) {
      String run = runs.get(random.nextInt(runs.size()));
      String file = "f" + random.nextInt(3);
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          Digest digest = store.put(run, file, "content " + random.nextInt(6));
          store.kernel.artifacts().read(digest, 100);
        }
        case 2 -> link(store, run, file, random);
        case 3 -> store.metadata.files().delete(store.path(run, file));
        case 4 -> {
          store.metadata.runs().delete(run, "ada");
          runs.remove(run);
          runs.add(store.run());
        }
        default -> runs.add(store.run());
      }
    }
  }

  /** Of what somebody else stored: it may be gone, but a name that was given stands. */
  private static void link(CollectedStore store, String run, String file, SplittableRandom random) {
    Digest digest = CollectedStore.digestOf("content " + random.nextInt(6));
    try {
      store.metadata.files().link(store.path(run, file), digest);
    } catch (LooplineException e) {
      assertThat(e).hasMessageContaining("There is no blob");
      return;
    }
    store.kernel.artifacts().read(digest, 100);
  }
}
