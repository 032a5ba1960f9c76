package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.MultipartUploads.Part;
import dev.loopline.testkit.Engine;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that come when what they belong to is gone for good: nobody would ever collect them. */
class LateFileTest {
  private static final int ROUNDS = 4;
  private static final int WRITERS = 4;

  @TempDir Path folder;

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void delete(CollectedStore store, String run) {
    store.metadata.runs().delete(run, "ada");
    assertThat(store.collect().removed()).containsEntry("runs", 1L);
  }

  private static String gone(String run) {
    return "The run "
        + run
        + " was deleted and removed for good: it takes no more files. Store them in another.";
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsGoneTakesNoFilesHoweverTheyCome(Engine engine) {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      String run = store.run();
      String other = store.run();
      SafePath late = store.path(run, "deep/late");
      MultipartUploads uploads = store.metadata.uploads();
      String begun = uploads.create(late, 1);
      List<Part> parts = List.of(new Part(1, uploads.put(begun, 1, bytes("late"))));
      Digest kept = store.put(other, "a", "kept");
      delete(store, run);

      RunFiles files = store.metadata.files();
      assertThatThrownBy(() -> files.put(late, bytes("late"), 10)).hasMessage(gone(run));
      assertThatThrownBy(() -> files.link(late, kept)).hasMessage(gone(run));
      assertThatThrownBy(() -> uploads.create(late, 1)).hasMessage(gone(run));
      assertThatThrownBy(() -> uploads.complete(begun, late, parts)).hasMessage(gone(run));
      store.put(other, "b", "others go on");
      store.collect();
      assertThat(store.rows("artifact")).isEqualTo(2);
      assertThat(store.blobs()).isEqualTo(store.named());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUploadThatBeganBeforeTheCollectionAndEndsAfterItIsRefused(Engine engine) {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      String run = store.run();
      InputStream slow =
          new InputStream() {
            private boolean begun;

            @Override
            public int read() {
              if (begun) {
                return -1;
              }
              begun = true;
              delete(store, run);
              return 'x';
            }
          };
      SafePath late = store.path(run, "late");
      assertThatThrownBy(() -> store.metadata.files().put(late, slow, 10)).hasMessage(gone(run));
      store.collect();
      assertThat(store.rows("artifact")).isZero();
      assertThat(store.blobs()).isEmpty();
    }
  }

  /** Each writes to one run until he is refused, while it is deleted and collected. */
  @ParameterizedTest
  @EnumSource
  void writersBesideACollectionLeaveNothingThatNobodyCollects(Engine engine) throws Exception {
    try (CollectedStore store = new CollectedStore(engine, folder);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        String run = store.run();
        CountDownLatch begun = new CountDownLatch(WRITERS);
        List<Future<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          String name = "writer-" + i;
          Callable<Integer> writer = () -> writeUntilRefused(store, run, name, begun);
          writers.add(threads.submit(writer));
        }
        begun.await();
        delete(store, run);
        for (Future<Integer> writer : writers) {
          assertThat(writer.get()).isPositive();
        }
      }
      store.collect();
      assertThat(store.rows("artifact", "metadata_remains")).isZero();
      assertThat(store.blobs()).isEmpty();
    }
  }

  private static int writeUntilRefused(
      CollectedStore store, String run, String name, CountDownLatch begun) {
    for (int written = 0; ; written++) {
      try {
        store.metadata.files().put(store.path(run, name + "/" + written), bytes(name), 100);
      } catch (LooplineException e) {
        assertThat(e).hasMessage(gone(run));
        return written;
      }
      if (written == 0) {
        begun.countDown();
      }
    }
  }

  @Test
  void anExperimentThatIsGoneTakesNoFilesUnlessAnotherHasItsPlace() {
    try (CollectedStore store = new CollectedStore(Engine.SQLITE, folder)) {
      long id = store.metadata.experiments().create(NewExperiment.named("doomed"), "ada").id();
      store.metadata.experiments().delete(id, "ada");
      store.collect();
      SafePath late = SafePath.of(id + "/traces/late");
      RunFiles files = store.metadata.files();
      assertThatThrownBy(() -> files.put(late, bytes("late"), 10))
          .hasMessageStartingWith("The experiment " + id + " was deleted and removed for good");
      NewExperiment heir =
          new NewExperiment("heir", "mlflow-artifacts:/" + id + "/traces", Map.of());
      store.metadata.experiments().create(heir, "ada");
      files.put(late, bytes("late"), 10);
    }
  }

  @Test
  void theEmptyDefaultExperimentStillTakesFiles() {
    try (CollectedStore store = new CollectedStore(Engine.SQLITE, folder)) {
      store.metadata.experiments().delete(0, "ada");
      store.collect();
      store.metadata.experiments().restore(0, "ada");
      String run = store.run();
      store.put(run, "a", "a");
      store.collect();
      assertThat(store.rows("artifact")).isEqualTo(1);
    }
  }

  @Test
  void aClientIsToldWhy() {
    try (MlflowServer server = new MlflowServer(Engine.SQLITE, folder)) {
      String run = server.run();
      server.post("runs/delete", "{'run_id':'" + run + "'}");
      server.collect();
      String file = "/artifacts/a";
      assertThat(server.refusal("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/" + run + file, "{}"))
          .isEqualTo("404 " + gone(run));
      assertThat(
              server.refusal(
                  "POST",
                  "/api/2.0/mlflow-artifacts/mpu/create/0/" + run + "/artifacts",
                  "{'path':'a','num_parts':1}"))
          .isEqualTo("404 " + gone(run));
    }
  }
}
