package dev.loopline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.RunView;
import dev.loopline.workflow.Workflows;
import dev.loopline.workflow.assembly.WorkflowFactory;
import dev.loopline.workflow.http.WorkerRoutes;
import dev.loopline.workflow.http.WorkflowRoutes;
import dev.loopline.workflow.spi.IsolatedStep;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.StepContext;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server, a real worker, real children. */
class WorkerTest {
  private static final Duration LEASE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aJavaChildReadsItsInputsAndItsFilesBecomeBlobs(Engine engine) throws Exception {
    try (Server s = new Server(engine, folder)) {
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
  void aCommandThatFailsIsTriedAgainAndSaysHow(Engine engine) throws Exception {
    try (Server s = new Server(engine, folder);
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
    try (Server s = new Server(engine, folder);
        Worker _ = s.worker()) {
      s.apply("name: p\ntasks: [{id: a, uses: command, with: {run: [sh, -c, 'kill -9 $$']}}]\n");
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.tasks().getFirst().error())
          .isEqualTo("The process was killed by signal 9; it may have run out of memory.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingKillsTheWholeProcessTree(Engine engine) throws Exception {
    try (Server s = new Server(engine, folder);
        Worker _ = s.worker()) {
      Path pids = folder.resolve("pids");
      s.apply(
          """
          name: p
          tasks: [{id: a, uses: command, with: {run: [sh, -c, "%s"]}}]
          """
              .formatted("sleep 1000 & echo $! $$ > " + pids + "; echo up; wait"));
      RunId id = s.start("p");
      s.await(() -> s.log(s.view(id), "a").contains("up"));
      List<ProcessHandle> tree =
          Stream.of(Files.readString(pids).strip().split(" "))
              .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
              .toList();
      assertThat(tree).hasSize(2);
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
    try (Server s = new Server(engine, folder);
        Worker _ = s.worker()) {
      s.apply(
          """
          name: p
          tasks: [{id: a, uses: command, with: {run: [sh, -c, "sleep 1000 & echo $!"]}}]
          """);
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.state()).isEqualTo("SUCCEEDED");
      String pid = s.log(run, "a").strip().lines().toList().getLast();
      for (ProcessHandle left : ProcessHandle.of(Long.parseLong(pid)).stream().toList()) {
        left.onExit().get(20, TimeUnit.SECONDS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theWorkerItselfEndsWhatTakesTooLong(Engine engine) throws Exception {
    try (Server s = new Server(engine, folder);
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
    try (Server s = new Server(engine, folder)) {
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
      s.clock.advance(LEASE.minusSeconds(1));
      assertThat(s.beat(lost).path("stop").asBoolean()).isFalse();
      s.clock.advance(LEASE);
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
    try (Server s = new Server(engine, folder)) {
      Path mark = folder.resolve("mark");
      s.apply(
          """
          name: p
          tasks: [{id: a, uses: command, with: {run: [sh, -c, "%s"]}}]
          """
              .formatted("[ -e " + mark + " ] && exit 0; touch " + mark + "; echo up; sleep 1000"));
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

  /** The server's half: kernel, engine and routes. */
  private static final class Server implements AutoCloseable {
    final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    final Kernel kernel;
    final Workflows workflows;
    final TestServer server;
    private final Path work;

    Server(Engine engine, Path folder) {
      kernel = engine.kernel(folder.resolve("data"), clock, "workflow");
      work = folder.resolve("work");
      workflows = WorkflowFactory.open(kernel, new WorkflowFactory.Options(2, LEASE));
      workflows.register(new JavaChild());
      workflows.begin();
      List<Route> routes =
          Stream.concat(
                  WorkflowRoutes.routes(workflows).stream(),
                  WorkerRoutes.routes(workflows.workers(), kernel.artifacts()).stream())
              .toList();
      server = TestServer.start(routes);
    }

    Worker worker() {
      return Worker.start(URI.create(server.url()), Optional.empty(), 2, work);
    }

    Path workFolder() {
      return work;
    }

    void apply(String yaml) {
      workflows.apply(
          "hotel", "c1", null, List.of(workflows.read(Yaml.parse("pipelines/p.yaml", yaml))));
    }

    RunId start(String pipeline) {
      Http.Answer answer =
          server.http().post("/api/v1/products/hotel/pipelines/" + pipeline + "/runs", "{}");
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      return new RunId(answer.json().path("id").asText());
    }

    JsonNode lease(String worker) {
      Http.Answer answer =
          server.http().post("/api/v1/worker/lease", Map.of("worker", worker, "waitSeconds", 20));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return answer.json();
    }

    JsonNode beat(JsonNode lease) {
      return server
          .http()
          .post("/api/v1/worker/heartbeat", Map.of("token", lease.path("token").asText()))
          .json();
    }

    RunView view(RunId run) {
      return workflows.find(run).orElseThrow();
    }

    RunView.TaskView task(RunId run) {
      return view(run).tasks().getFirst();
    }

    void await(BooleanSupplier wanted) throws InterruptedException {
      assertThat(kernel.events().signal().await(wanted, Duration.ofSeconds(30))).isTrue();
    }

    RunView awaitEnd(RunId run) throws InterruptedException {
      await(() -> view(run).ended());
      return view(run);
    }

    String log(RunView run, String task) {
      return workflows.log(new RunId(run.id()), task);
    }

    String describe(RunView run) {
      return Json.write(run) + log(run, run.tasks().getFirst().id());
    }

    @Override
    public void close() {
      workflows.close();
      server.close();
      kernel.close();
    }
  }

  private static final class JavaChild implements IsolatedStep {
    @Override
    public String name() {
      return "java-child";
    }

    @Override
    public Launch launch(StepContext context) {
      Launch launch =
          Launch.java(Child.class.getName(), context.parameters())
              .inputs(
                  Map.of("input.txt", Digest.parse(context.parameters().path("input").asText())))
              .environment(Map.of("SECRET", "scoped"))
              .heap(64);
      return new Launch(
          launch.command(),
          launch.mainClass(),
          List.of("first"),
          launch.heapMegabytes(),
          launch.inputFiles(),
          launch.environment(),
          launch.task());
    }
  }
}
