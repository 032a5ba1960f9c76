package dev.loopline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.RunView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How attempts end that do not end well: cancelled, too long, lost, or left by their worker. */
class WorkerEndsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void cancellingKillsTheWholeProcessTree(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      String sleep = uniqueSleep();
      s.apply(
          """
          name: p
          tasks: [{id: a, uses: command, with: {run: [sh, -c, "%s"]}}]
          """
              .formatted("sleep " + sleep + " & echo up; sleep " + sleep));
      RunId id = s.start("p");
      s.await(() -> s.log(s.view(id), "a").contains("up"));
      List<ProcessHandle> tree = running(sleep);
      assertThat(tree).hasSizeGreaterThanOrEqualTo(2);
      s.server.http().post("/api/v1/pipeline-runs/" + id + "/cancel", "{}");

      assertThat(s.view(id).state()).isEqualTo("CANCELLED");
      for (ProcessHandle process : tree) {
        process.onExit().get(20, TimeUnit.SECONDS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatATaskLeavesRunningIsKilledWithIt(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      String sleep = uniqueSleep();
      s.apply(
          """
          name: p
          tasks: [{id: a, uses: command, with: {run: [sh, -c, "sleep %s & echo left"]}}]
          """
              .formatted(sleep));
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.state()).isEqualTo("SUCCEEDED");
      for (ProcessHandle left : running(sleep)) {
        left.onExit().get(20, TimeUnit.SECONDS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theWorkerItselfEndsWhatTakesTooLong(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      s.apply(
          "name: p\ntasks: [{id: a, uses: command, timeout: PT0.5S, with: {run: [sleep, '1000']}}]\n");
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.tasks().getFirst().error())
          .isEqualTo("The attempt took longer than its timeout of PT0.5S.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLostWorkersAttemptIsAnothersAndItsLateCompletionIsRefused(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder)) {
      s.apply("name: p\ntasks: [{id: a, uses: command, with: {run: [echo, hi]}}]\n");
      RunId id = s.start("p");
      Http http = s.server.http();
      JsonNode unheard = s.lease("deaf");
      s.clock.advance(Duration.ofSeconds(10));
      s.await(() -> s.task(id).state().equals("READY"));
      assertThat(s.beat(unheard).path("stop").asBoolean()).isTrue();

      JsonNode lost = s.lease("sleepy");
      assertThat(lost.at("/launch/command/0").asText()).isEqualTo("echo");
      assertThat(s.beat(lost).path("stop").asBoolean()).isFalse();
      s.clock.advance(WorkerServer.LEASE.minusSeconds(1));
      assertThat(s.beat(lost).path("stop").asBoolean()).isFalse();
      s.clock.advance(WorkerServer.LEASE);
      s.await(() -> s.task(id).state().equals("READY"));
      assertThat(s.task(id).error()).startsWith("worker sleepy gave no sign of life for 30 s");

      JsonNode next = s.lease("awake");
      assertThat(next.path("attempt").asInt()).isEqualTo(3);
      String late = Json.write(Map.of("token", lost.path("token").asText(), "outputs", Map.of()));
      Http.Answer refused = http.post("/api/v1/worker/complete", late);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("ATTEMPT_LOST");
      assertThat(
              http.post("/api/v1/worker/log", late.replace("\"outputs\":{}", "\"lines\":[]"))
                  .code())
          .isEqualTo("ATTEMPT_LOST");
      assertThat(s.beat(lost).path("stop").asBoolean()).isTrue();

      String good = Json.write(Map.of("token", next.path("token").asText(), "outputs", Map.of()));
      assertThat(http.post("/api/v1/worker/complete", good).status()).isEqualTo(204);
      assertThat(http.post("/api/v1/worker/complete", good).status()).isEqualTo(204);
      assertThat(s.awaitEnd(id).state()).isEqualTo("SUCCEEDED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatIsClosedInTheMiddleIsReplacedByAnother(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder)) {
      s.apply(
          """
          name: p
          tasks: [{id: a, uses: command, with: {run: [sh, -c, "%s"]}}]
          """
              .formatted("grep -q attempt.:[2] task.json && exit 0; echo up; sleep 1000"));
      RunId id = s.start("p");
      try (Worker _ = s.worker()) {
        s.await(() -> s.log(s.view(id), "a").contains("up"));
      }
      assertThat(s.task(id).state()).isEqualTo("READY");
      try (Worker _ = s.worker()) {
        assertThat(s.awaitEnd(id).state()).isEqualTo("SUCCEEDED");
      }
      assertThat(s.task(id).attempt()).isEqualTo(2);
    }
  }

  /** Seconds that no other process sleeps, by which it is found from outside its namespace. */
  private static String uniqueSleep() {
    return "1000." + System.nanoTime();
  }

  private static List<ProcessHandle> running(String sleep) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains("sleep " + sleep))
        .toList();
  }
}
