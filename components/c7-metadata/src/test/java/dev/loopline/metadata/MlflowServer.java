package dev.loopline.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.MlflowRoutes;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import java.nio.file.Path;
import java.time.Instant;

/** The component behind a real server on an empty database, as tests of its protocol use it. */
final class MlflowServer implements AutoCloseable {
  static final String AT = "/api/2.0/mlflow/";

  final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  final Metadata metadata;
  final Http http;
  private final Kernel kernel;
  private final TestServer server;

  MlflowServer(Engine engine, Path folder) {
    kernel = engine.kernel(folder, clock, "metadata");
    metadata = MetadataFactory.open(kernel);
    server = TestServer.start(MlflowRoutes.routes(metadata));
    http = server.http();
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
