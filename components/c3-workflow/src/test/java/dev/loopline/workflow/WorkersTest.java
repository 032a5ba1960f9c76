package dev.loopline.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.assembly.WorkflowFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkersTest {
  private static final String COMMAND =
      "name: p\ntasks: [{id: a, uses: command, with: {run: [echo, hi]}}]\n";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aWorkerGoesOnWithItsAttemptWhileTheServerRestarts(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder)) {
      f.apply(COMMAND);
      RunId run = f.start("p");
      Workers.Leased leased =
          f.workflows.workers().lease("w", Duration.ofSeconds(20)).orElseThrow();
      assertThat(leased.launch().command()).containsExactly("echo", "hi");
      f.restart();

      Workers workers = f.workflows.workers();
      assertThat(workers.heartbeat(leased.token(), Duration.ZERO).stop()).isFalse();
      workers.log(leased.token(), List.of("still here"));
      workers.succeed(leased.token(), Map.of("n", Json.tree(1)));
      assertThat(f.awaitEnd(run).state()).isEqualTo("SUCCEEDED");
      assertThat(f.task(run, "a").attempt()).isEqualTo(1);
      assertThat(f.log(run, "a")).contains("still here");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHeartbeatThatWaitsLearnsOfACancellationAtOnce(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder)) {
      f.apply(COMMAND);
      RunId run = f.start("p");
      Workers workers = f.workflows.workers();
      Workers.Leased leased = workers.lease("w", Duration.ofSeconds(20)).orElseThrow();
      Thread canceller = Thread.ofVirtual().start(() -> f.workflows.cancel(run, "ana"));

      assertThat(workers.heartbeat(leased.token(), Duration.ofHours(1)).stop()).isTrue();
      canceller.join();
      assertThatThrownBy(() -> workers.succeed(leased.token(), Map.of()))
          .hasMessageContaining("no longer this worker's");
      assertThat(f.view(run).state()).isEqualTo("CANCELLED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepThatCannotSayWhatToStartFailsItsAttempt(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder)) {
      f.apply(
          "name: p\ntasks: [{id: a, uses: command, with: {run: [x], inputs: {f: nonsense}}}]\n");
      RunId run = f.start("p");

      assertThat(f.workflows.workers().lease("w", Duration.ZERO)).isEmpty();
      assertThat(f.awaitEnd(run).state()).isEqualTo("FAILED");
      assertThat(f.task(run, "a").error()).contains("'nonsense' is not a digest");
    }
  }

  /** Two servers on one PostgreSQL: each task is done once, each event starts one run. */
  @Test
  void twoServersShareTheWork() throws Exception {
    Kernel.Options first = Engine.POSTGRESQL.options(folder.resolve("one"), "workflow").options();
    Kernel.Options second =
        new Kernel.Options(folder.resolve("two"), first.postgresUrl(), 1, first.components());
    String tasks =
        IntStream.range(0, 20)
            .mapToObj(i -> "  - {id: t" + i + ", uses: once}\n")
            .collect(Collectors.joining());
    String yaml = "name: p\non: [{event: go}]\nconcurrency: queue\ntasks:\n" + tasks;
    Queue<String> done = new ConcurrentLinkedQueue<>();
    try (Server one = new Server(first, done);
        Server two = new Server(withKeyOf(first, second), done)) {
      one.workflows.apply(
          "hotel", "c1", null, List.of(one.workflows.read(Yaml.parse("p.yaml", yaml))));
      for (int i = 0; i < 3; i++) {
        one.kernel
            .db()
            .change(tx -> one.kernel.events().append(tx, "go", "test", "x", "hotel", Map.of()));
      }
      assertThat(
              one.kernel.events().signal().await(() -> done.size() == 60, Duration.ofSeconds(30)))
          .as(() -> done.size() + " " + done)
          .isTrue();
      assertThat(two.kernel.rest().await(Duration.ofSeconds(20))).isTrue();
      assertThat(done).doesNotHaveDuplicates().hasSize(60);
      assertThat(two.workflows.runs("hotel", "p", null, 10))
          .hasSize(3)
          .extracting(RunView::state)
          .containsOnly("SUCCEEDED");
    }
  }

  /** Servers on one database share the key that its events are sealed with. */
  private static Kernel.Options withKeyOf(Kernel.Options first, Kernel.Options second)
      throws IOException {
    Files.createDirectories(second.dataDirectory());
    Files.copy(
        first.dataDirectory().resolve("audit.key"), second.dataDirectory().resolve("audit.key"));
    return second;
  }

  private static final class Server implements AutoCloseable {
    final Kernel kernel;
    final Workflows workflows;

    Server(Kernel.Options options, Queue<String> done) {
      kernel = Kernel.open(options, WallClock.system());
      workflows =
          WorkflowFactory.open(kernel, new WorkflowFactory.Options(3, Duration.ofSeconds(30)));
      workflows.register(
          WorkflowFixture.step(
              "once",
              c -> {
                done.add(c.runId() + "/" + c.taskId());
                return Map.of();
              }));
      workflows.begin();
    }

    @Override
    public void close() {
      workflows.close();
      kernel.close();
    }
  }
}
