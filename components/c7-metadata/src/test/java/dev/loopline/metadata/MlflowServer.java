package dev.loopline.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.GarbageReport;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.ImportRoutes;
import dev.loopline.metadata.http.MlflowRoutes;
import dev.loopline.metadata.http.evaluation.EvaluationImportRoutes;
import dev.loopline.metadata.http.evaluation.EvaluationRoutes;
import dev.loopline.metadata.http.graphql.GraphQlRoutes;
import dev.loopline.metadata.http.llmtrace.LlmTraceRoutes;
import dev.loopline.metadata.http.llmtrace.TraceImportRoutes;
import dev.loopline.metadata.imports.Importing;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The component behind a real server on an empty database, as tests of its protocol use it. */
final class MlflowServer implements AutoCloseable {
  static final String AT = "/api/2.0/mlflow/";

  final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  final Metadata metadata;
  final Http http;
  private final Kernel kernel;
  private final TestServer server;

  MlflowServer(Engine engine, Path folder) {
    this(engine.options(folder, "metadata"));
  }

  MlflowServer(Engine.Reopenable house) {
    kernel = house.open(clock);
    metadata = MetadataFactory.open(kernel);
    List<Route> routes = new ArrayList<>(MlflowRoutes.routes(metadata));
    Importing importing = MetadataFactory.imports(kernel);
    routes.addAll(ImportRoutes.routes(metadata, importing));
    routes.addAll(TraceImportRoutes.routes(importing.traces()));
    routes.addAll(EvaluationImportRoutes.routes(importing.evaluation()));
    routes.addAll(GraphQlRoutes.routes(metadata, MlflowServer::versions));
    routes.addAll(LlmTraceRoutes.routes(kernel, metadata, MetadataFactory.llm(kernel, metadata)));
    routes.addAll(EvaluationRoutes.routes(kernel, metadata, MetadataFactory.evaluation(kernel)));
    server = TestServer.start(routes);
    http = server.http();
  }

  /** A registry that holds one version of every run. */
  private static JsonNode versions(String filter, int limit, List<String> orderBy, String token) {
    ObjectNode answer = Json.object();
    answer
        .putArray("model_versions")
        .addObject()
        .put("name", "forest")
        .put("version", "1")
        .put("description", filter);
    return answer;
  }

  /** Posts single-quoted JSON and expects success. */
  JsonNode post(String path, String json) {
    return send("POST", AT + path, json);
  }

  JsonNode send(String method, String path, String json) {
    Http.Answer answer = http.send(method, path, json.replace('\'', '"'));
    if (answer.status() != 200) {
      throw new AssertionError(path + " answered " + answer.status() + ": " + answer.text());
    }
    return answer.json();
  }

  /** Expects success without an answer. */
  void send204(String method, String path, String json) {
    Http.Answer answer = http.send(method, path, json.replace('\'', '"'));
    if (answer.status() != 204) {
      throw new AssertionError(path + " answered " + answer.status() + ": " + answer.text());
    }
  }

  JsonNode get(String path) {
    Http.Answer answer = http.get(path);
    if (answer.status() != 200) {
      throw new AssertionError(path + " answered " + answer.status() + ": " + answer.text());
    }
    return answer.json();
  }

  /** The status and message of a refusal. */
  String refusal(String method, String path, String json) {
    Http.Answer answer = http.send(method, path, json.replace('\'', '"'));
    return answer.status() + " " + answer.json().path("message").asText();
  }

  /** Removes for good what is deleted by now. */
  GarbageReport collect() {
    return kernel.garbage().collect(Doomed.allBefore(clock.now()), Duration.ZERO, "ada");
  }

  /** A new run's id. */
  String run() {
    return post("runs/create", "{'experiment_id':'0','start_time':1}")
        .path("run")
        .path("info")
        .path("run_id")
        .asText();
  }

  @Override
  public void close() {
    server.close();
    kernel.close();
  }
}
