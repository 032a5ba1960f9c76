package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.config.Config;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import dev.loopline.testkit.Http;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A whole server on a free port, without a worker. */
final class ServerFixture implements AutoCloseable {
  static final String MLFLOW = "/api/2.0/mlflow/";

  private final Server server;
  final Http http;

  ServerFixture(Path folder) {
    this(folder, Map.of());
  }

  ServerFixture(Path folder, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("server.port", "0");
    all.put("worker.slots", "0");
    server =
        Server.start(
            folder, Config.load(Settings.all(), Optional.empty(), Map.of(), Set.of(), all));
    http = new Http(server.url());
  }

  String url() {
    return server.url();
  }

  Verbs.Answer run(String... arguments) {
    return Verbs.on(url(), arguments);
  }

  /** Posts single-quoted JSON to MLflow's protocol and expects success. */
  JsonNode post(String path, String json) {
    return send("POST", MLFLOW + path, json);
  }

  JsonNode send(String method, String path, String json) {
    Http.Answer answer = http.send(method, path, json.replace('\'', '"'));
    if (answer.status() >= 300) {
      throw new AssertionError(path + " answered " + answer.status() + ": " + answer.text());
    }
    return answer.body().length == 0 ? dev.loopline.kernel.json.Json.object() : answer.json();
  }

  /** A new run's id. */
  String run(String experiment, String name, long start) {
    return post(
            "runs/create",
            "{'experiment_id':'%s','run_name':'%s','start_time':%d,'user_id':'ann'}"
                .formatted(experiment, name, start))
        .at("/run/info/run_id")
        .asText();
  }

  @Override
  public void close() {
    server.close();
  }
}
