package dev.loopline.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
import dev.loopline.workflow.spi.AttemptRef;
import dev.loopline.workflow.spi.IsolatedStep;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.Measurements;
import dev.loopline.workflow.spi.StepContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  void evenAShortMeasuredChildHasASampleAtItsBeginAndItsEnd(Engine engine) throws Exception {
    try (Server s = new Server(engine, folder);
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
    try (Server s = new Server(engine, folder);
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
    try (Server s = new Server(engine, folder);
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

  /** Seconds that no other process sleeps, by which it is found from outside its namespace. */
  private static String uniqueSleep() {
    return "1000." + System.nanoTime();
  }

  private static List<ProcessHandle> running(String sleep) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains("sleep " + sleep))
        .toList();
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

  @ParameterizedTest
  @EnumSource
  void aCommandSeesItsProductsFilesAndNeitherTheDataNorTheServer(Engine engine) throws Exception {
    assumeThat(Sandbox.find().isolates()).as("bubblewrap works here").isTrue();
    try (Server s = new Server(engine, folder);
        Worker _ = s.worker()) {
      Path secret = Files.writeString(folder.resolve("data/secret"), "of the server");
      String tell =
          "cat tool; ./tool; cat %s; (echo > /dev/tcp/127.0.0.1/%s) && echo called; ls /root /home"
              .formatted(secret, URI.create(s.server.url()).getPort());
      s.apply(
          s.artifact(),
          """
          name: p
          tasks:
            - {id: alone, uses: command, with: {run: [bash, -c, "%1$s; exit 0"]}}
            - {id: open, uses: command, with: {network: true, run: [bash, -c, "%1$s; exit 0"]}}
          """
              .formatted(tell));
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.state()).as(s.describe(run)).isEqualTo("SUCCEEDED");
      assertThat(s.log(run, "alone"))
          .contains("tool runs", "secret: No such file")
          .doesNotContain("of the server", "called", "not isolated");
      assertThat(s.log(run, "open")).contains("called").doesNotContain("of the server");
      assertThat(run.tasks().getFirst().outputs().toString())
          .as("a result.json of the repository is not the attempt's")
          .isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLineWithoutEndCostsNoMemoryAndALogOfAnyLengthEnds(Engine engine) throws Exception {
    try (Server s = new Server(engine, folder);
        Worker _ = s.worker()) {
      s.apply(
          """
          name: p
          tasks:
            - {id: line, uses: command, with: {run: [sh, -c, "yes xxxxxxx | tr -d '[:space:]' | head -c 200000000; echo; echo after"]}}
            - {id: lines, uses: command, with: {run: [sh, -c, "yes | head -n 200000; echo after"]}}
          """);
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.state()).as(s.describe(run)).isEqualTo("SUCCEEDED");
      assertThat(s.log(run, "line"))
          .hasSizeLessThan(9_000)
          .contains("xxx… (199992000 more characters)")
          .endsWith("after\n");
      assertThat(s.log(run, "lines")).endsWith("y\nafter\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "mkfifo result.json | result.json is no plain file",
        "ln -s /dev/zero result.json | The path 'result.json' is refused: 'result.json' is a symbolic",
        "head -c 2000000 /dev/zero > result.json | result.json has more than 1 MiB",
        "ln -s /etc/passwd f; echo '{\"files\":{\"f\":\"f\"}}' > result.json | The path 'f' is refused",
        "ln -s /etc d; echo '{\"files\":{\"f\":\"d/passwd\"}}' > result.json"
            + " | The path 'd/passwd' is refused",
        "echo '{\"files\":{\"f\":\"nothing\"}}' > result.json | the file nothing is not there"
      })
  void aResultThatIsNoPlainFileFailsTheAttemptAtOnce(String script, String error) throws Exception {
    try (Server s = new Server(Engine.SQLITE, folder);
        Worker _ = s.worker()) {
      String run = Json.write(List.of("sh", "-c", script));
      s.apply("name: p\ntasks: [{id: a, uses: command, with: {run: " + run + "}}]\n");
      RunView view = s.awaitEnd(s.start("p"));

      assertThat(view.tasks().getFirst().error()).startsWith(error);
    }
  }

  /** The server's half: kernel, engine and routes. */
  private static final class Server implements AutoCloseable {
    final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    final Kernel kernel;
    final MeasuredChild measured = new MeasuredChild();
    final Workflows workflows;
    final TestServer server;
    private final Path work;

    Server(Engine engine, Path folder) {
      kernel = engine.kernel(folder.resolve("data"), clock, "workflow");
      work = folder.resolve("work");
      workflows = WorkflowFactory.open(kernel, new WorkflowFactory.Options(2, LEASE));
      workflows.register(new JavaChild());
      workflows.register(measured);
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
      apply(null, yaml);
    }

    void apply(@Nullable Digest artifact, String yaml) {
      workflows.apply(
          "hotel", "c1", artifact, List.of(workflows.read(Yaml.parse("pipelines/p.yaml", yaml))));
    }

    /** A delivered product with a tool, and with a result.json that is none. */
    Digest artifact() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
        for (String[] file :
            new String[][] {
              {"manifest.json", "{}"},
              {"source/tool", "#!/bin/sh\necho tool runs\n"},
              {"source/result.json", "{\"outputs\":{\"x\":1}}"}
            }) {
          TarArchiveEntry entry = new TarArchiveEntry(file[0]);
          byte[] content = file[1].getBytes();
          entry.setSize(content.length);
          entry.setMode(0755);
          tar.putArchiveEntry(entry);
          tar.write(content);
          tar.closeArchiveEntry();
        }
      }
      return kernel.artifacts().put(bytes.toByteArray()).digest();
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

  private static final class MeasuredChild implements IsolatedStep {
    final List<Measurements> told = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
      return "measured";
    }

    @Override
    public Launch launch(StepContext context) {
      return Launch.command(List.of("true"), context.parameters()).measured();
    }

    @Override
    public void measured(AttemptRef attempt, Measurements measurements) {
      told.add(measurements);
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
          launch.task(),
          launch.source(),
          launch.network(),
          launch.measure());
    }
  }
}
