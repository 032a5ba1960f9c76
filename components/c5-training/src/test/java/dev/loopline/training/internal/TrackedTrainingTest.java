package dev.loopline.training.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunQuery;
import dev.loopline.metadata.RunStatus;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.Workers;
import dev.loopline.workflow.Workflows;
import dev.loopline.workflow.assembly.WorkflowFactory;
import dev.loopline.workflow.spi.AttemptRef;
import dev.loopline.workflow.spi.Ending;
import dev.loopline.workflow.spi.IsolatedStep;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.Measurements;
import dev.loopline.workflow.spi.StepContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A training's run while the training runs, under a real engine; the test is the worker. */
class TrackedTrainingTest {
  private static final Duration LEASE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void itsRunIsThereFromTheBeginAndEndsWithItsTrueDuration(Engine engine) throws Exception {
    try (House house = new House(engine, folder)) {
      RunId pipeline = house.start();
      Workers.Leased attempt = house.lease();
      Run running = house.only();
      assertThat(running.info().status()).isEqualTo(RunStatus.RUNNING);
      assertThat(running.info().endedAt()).isNull();
      assertThat(running.params()).containsEntry("seed", "7").containsEntry("code.commit", "c1");
      assertThat(running.tags())
          .containsEntry("loopline.pipelineRun", pipeline.value())
          .containsEntry("mlflow.source.type", "JOB")
          .containsEntry("mlflow.source.git.commit", "c1")
          .containsEntry("mlflow.source.git.dirty", "false")
          .containsEntry("loopline.source.dirty", "false");

      house.clock.advance(Duration.ofSeconds(25));
      house.workflows.workers().succeed(attempt.token(), Map.of());
      Run ended = house.only();
      assertThat(ended.info().status()).isEqualTo(RunStatus.FINISHED);
      assertThat(Duration.between(ended.info().startedAt(), ended.info().endedAt()))
          .isEqualTo(Duration.ofSeconds(25));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptAfterAFailureGoesOnWithTheSameRun(Engine engine) throws Exception {
    try (House house = new House(engine, folder)) {
      house.start();
      Workers workers = house.workflows.workers();
      workers.fail(house.lease().token(), "out of memory");
      assertThat(house.only().info().status()).isEqualTo(RunStatus.FAILED);

      house.clock.advance(Duration.ofSeconds(5));
      Workers.Leased second = house.lease();
      assertThat(second.attempt()).isEqualTo(2);
      assertThat(house.only().info().status()).isEqualTo(RunStatus.RUNNING);
      assertThat(house.only().info().endedAt()).isNull();
      assertThat(house.only().tags()).containsEntry("loopline.attempt", "2");
      workers.succeed(second.token(), Map.of());
      assertThat(house.only().info().status()).isEqualTo(RunStatus.FINISHED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatIsGoneLeavesNoRunThatRunsForEver(Engine engine) throws Exception {
    try (House house = new House(engine, folder)) {
      house.start();
      Workers.Leased lost = house.lease();
      house.clock.advance(LEASE.plusSeconds(1));
      house.await(() -> house.only().info().status() == RunStatus.FAILED);

      Workers.Leased second = house.lease();
      assertThat(house.only().info().status()).isEqualTo(RunStatus.RUNNING);
      assertThatThrownBy(() -> house.workflows.workers().succeed(lost.token(), Map.of()))
          .hasMessageContaining("no longer this worker's");
      house.workflows.workers().succeed(second.token(), Map.of());
      assertThat(house.only().info().status()).isEqualTo(RunStatus.FINISHED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledTrainingsRunIsKilled(Engine engine) throws Exception {
    try (House house = new House(engine, folder)) {
      RunId pipeline = house.start();
      house.lease();
      house.workflows.cancel(pipeline, "ada");
      assertThat(house.only().info().status()).isEqualTo(RunStatus.KILLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatSomebodyDeletedMeanwhileKeepsNoAttemptFromEnding(Engine engine) throws Exception {
    try (House house = new House(engine, folder)) {
      RunId pipeline = house.start();
      Workers.Leased attempt = house.lease();
      house.metadata.runs().delete(house.only().id(), "ada");
      house.workflows.workers().succeed(attempt.token(), Map.of());
      assertThat(house.workflows.find(pipeline).orElseThrow().state()).isEqualTo("SUCCEEDED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheWorkerMeasuresIsTheRunsOnceHoweverOftenItIsTold(Engine engine) throws Exception {
    try (House house = new House(engine, folder)) {
      house.start();
      Workers.Leased attempt = house.lease();
      JsonNode environment =
          Json.parse(
              "{\"host\":\"node-7\",\"java\":\"25.0.1\",\"cpus\":2,\"libraries\":[\"xgboost-2\"]}");
      Instant at = house.clock.now().plusSeconds(3);
      Measurements told =
          new Measurements(
              environment,
              List.of(
                  new Measurements.Sample(at, Map.of("system/cpu_utilization_percentage", 50.0)),
                  new Measurements.Sample(
                      at.plusSeconds(5), Map.of("system/cpu_utilization_percentage", 75.0))));
      house.workflows.workers().measured(attempt.token(), told);
      house.workflows.workers().measured(attempt.token(), told);

      Run run = house.only();
      assertThat(run.tags())
          .containsEntry("loopline.host", "node-7")
          .containsEntry("loopline.cpus", "2");
      assertThat(house.metadata.log().history(run.id(), "system/cpu_utilization_percentage"))
          .extracting(Metric::step, Metric::value)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(3L, 50.0),
              org.assertj.core.groups.Tuple.tuple(8L, 75.0));
      SafePath root = house.metadata.files().place(run.info().artifactUri()).orElseThrow();
      try (var in =
          house
              .metadata
              .files()
              .open(
                  house
                      .metadata
                      .files()
                      .find(SafePath.of(root + "/environment.json"))
                      .orElseThrow())) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("xgboost-2");
      }
    }
  }

  /** The step type's three calls around its launch, on a launch of its own. */
  private record Training(TrackedTraining tracked) implements IsolatedStep {
    @Override
    public String name() {
      return "training";
    }

    @Override
    public Launch launch(StepContext context) {
      tracked.begin(context, 7);
      return Launch.command(List.of("true"), Json.object()).measured();
    }

    @Override
    public void measured(AttemptRef attempt, Measurements measurements) {
      tracked.measured(attempt, measurements);
    }

    @Override
    public void ended(Tx tx, AttemptRef attempt, Ending how, Instant at) {
      tracked.ended(tx, attempt, how, at);
    }
  }

  private static final class House implements AutoCloseable {
    final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    final Kernel kernel;
    final Metadata metadata;
    final Workflows workflows;

    House(Engine engine, Path folder) {
      kernel = engine.kernel(folder, clock, "workflow", "metadata");
      metadata = MetadataFactory.open(kernel);
      workflows = WorkflowFactory.open(kernel, new WorkflowFactory.Options(2, LEASE));
      workflows.register(new Training(new TrackedTraining(metadata, clock)));
      workflows.begin();
    }

    RunId start() {
      String yaml =
          """
          name: p
          tasks: [{id: t, uses: training, retry: {attempts: 3, backoff: PT1S}}]
          """;
      workflows.apply(
          "hotel",
          "c1",
          kernel.artifacts().put(new byte[1]).digest(),
          List.of(workflows.read(Yaml.parse("pipelines/p.yaml", yaml))));
      return workflows.start("hotel", "p", Map.of(), "test", "ada");
    }

    Workers.Leased lease() {
      return workflows.workers().lease("w", Duration.ofSeconds(20)).orElseThrow();
    }

    /** The one run there is. */
    Run only() {
      long experiment = metadata.experiments().find("hotel/training").orElseThrow().id();
      List<Run> runs = metadata.runs().search(RunQuery.active(experiment, ""), null, 10).runs();
      assertThat(runs).hasSize(1);
      return runs.getFirst();
    }

    void await(java.util.function.BooleanSupplier wanted) throws InterruptedException {
      assertThat(kernel.events().signal().await(wanted, Duration.ofSeconds(30))).isTrue();
    }

    @Override
    public void close() {
      workflows.close();
      kernel.close();
    }
  }
}
