package dev.loopline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.RunView;
import dev.loopline.workflow.spi.Measurements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server, a real worker, real children. */
class WorkerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aJavaChildReadsItsInputsAndItsFilesBecomeBlobs(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder)) {
      try (Worker _ = s.worker()) {
        Blob input = s.kernel.artifacts().put("bookings".getBytes());
        s.apply(
            """
          name: p
          tasks: [{id: train, uses: java-child, with: {input: "%s", wish: " learned"}}]
          """
                .formatted(input.digest()));
        RunView run = s.awaitEnd(s.start("p"));

        assertThat(run.state()).as(s.describe(run)).isEqualTo("SUCCEEDED");
        JsonNode outputs = run.tasks().getFirst().outputs();
        Digest model = Digest.parse(outputs.at("/model/digest").asText());
        assertThat(new String(s.kernel.artifacts().read(model, 100))).isEqualTo("bookings learned");
        assertThat(outputs.at("/model/size").asLong()).isEqualTo(16);
        assertThat(outputs.path("heap").asLong()).isLessThanOrEqualTo(64L << 20);
        assertThat(outputs.path("secret").asText()).isEqualTo("scoped");
        assertThat(outputs.path("foreign").asBoolean()).isFalse();
        assertThat(s.log(run, "train")).contains("reading bookings as first");
      }
      // A worker that has closed has cleared up after its last task.
      assertThat(s.workFolder()).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @EnumSource
  void evenAShortMeasuredChildHasASampleAtItsBeginAndItsEnd(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      s.apply("name: p\ntasks: [{id: a, uses: measured}]\n");
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.state()).as(s.describe(run)).isEqualTo("SUCCEEDED");
      List<Measurements> told = s.measured.told;
      assertThat(told.getFirst().environment()).isNotNull();
      assertThat(told.getFirst().environment().path("host").asText()).isNotEmpty();
      assertThat(told.getFirst().environment().path("cpus").asInt()).isPositive();
      assertThat(told.stream().skip(1)).allMatch(m -> m.environment() == null);
      List<Measurements.Sample> samples = told.stream().flatMap(m -> m.samples().stream()).toList();
      assertThat(samples).hasSizeGreaterThanOrEqualTo(2);
      assertThat(samples)
          .allMatch(m -> m.values().containsKey("system/system_memory_usage_megabytes"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRunsThatACommandLogsAreTaggedWithItsCommit(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      s.apply(
          s.artifact(),
          "name: p\ntasks: [{id: a, uses: command,"
              + " with: {run: [sh, -c, 'echo $MLFLOW_RUN_CONTEXT']}}]\n");
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(s.log(run, "a"))
          .contains(
              "\"mlflow.source.git.commit\":\"c1\"",
              "\"mlflow.source.git.dirty\":\"false\"",
              "\"loopline.pipelineRun\":\"" + run.id() + "\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCommandThatFailsIsTriedAgainAndSaysHow(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      s.apply(
          """
          name: p
          tasks:
            - id: shell
              uses: command
              with: {run: [sh, -c, "echo trouble; exit 3"]}
              retry: {attempts: 2, backoff: PT0.01S}
          """);
      RunId id = s.start("p");
      s.await(() -> s.task(id).state().equals("BACKING_OFF"));
      s.clock.advance(Duration.ofSeconds(1));
      RunView run = s.awaitEnd(id);

      assertThat(run.state()).isEqualTo("FAILED");
      assertThat(run.tasks().getFirst().attempt()).isEqualTo(2);
      assertThat(run.tasks().getFirst().error())
          .isEqualTo("The process ended with exit code 3; its log says why.");
      assertThat(s.log(run, "shell")).containsPattern("(?s)trouble.*attempt 2.*trouble");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKilledChildIsAFailedAttempt(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      s.apply("name: p\ntasks: [{id: a, uses: command, with: {run: [sh, -c, 'kill -9 $$']}}]\n");
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.tasks().getFirst().error())
          .isEqualTo("The process was killed by signal 9; it may have run out of memory.");
    }
  }
}
