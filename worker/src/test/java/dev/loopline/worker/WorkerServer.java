package dev.loopline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/** The server's half: kernel, engine and routes. */
final class WorkerServer implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(30);

  final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
  final Kernel kernel;
  final MeasuredChild measured = new MeasuredChild();
  final Workflows workflows;
  final TestServer server;
  private final Path work;

  WorkerServer(Engine engine, Path folder) {
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

  static final class MeasuredChild implements IsolatedStep {
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
