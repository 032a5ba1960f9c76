package dev.loopline.bench.screen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.bench.RawHttp;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A product whose sweep made many runs, through the API that MLflow's clients use. */
record SweptRuns(int port, String product) {
  private static final int WRITERS = 8;
  private static final Duration REST = Duration.ofMinutes(2);
  private static final long START = 1_700_000_000_000L;
  private static final List<String> METRICS =
      List.of("test_auc", "train_auc", "loss", "f1", "rows");
  private static final List<String> PARAMS =
      List.of("max_depth", "eta", "subsample", "lambda", "gamma", "rounds");

  /** Writes so many runs; the last one started last. The experiment's id. */
  String write(int runs) throws Exception {
    try (RawHttp http = new RawHttp(port);
        LooplineClient client =
            new LooplineClient(URI.create("http://localhost:" + port), Optional.empty())) {
      client.createProduct(product);
      String experiment =
          send(http, "/api/2.0/mlflow/experiments/create", Map.of("name", product + "/sweep"))
              .get("experiment_id")
              .asText();
      try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
        List<Future<?>> writing = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          int first = i;
          writing.add(threads.submit(() -> writeEach(experiment, first, runs)));
        }
        for (Future<?> each : writing) {
          each.get();
        }
      }
      // What else is made of them, such as lineage, is not what is measured.
      if (!client.awaitRest(REST)) {
        throw new IllegalStateException("The server has not come to rest within " + REST);
      }
      return experiment;
    }
  }

  private Void writeEach(String experiment, int first, int runs) throws IOException {
    try (RawHttp http = new RawHttp(port)) {
      for (int number = first; number < runs; number += WRITERS) {
        write(http, experiment, number);
      }
    }
    return null;
  }

  private static void write(RawHttp http, String experiment, int number) throws IOException {
    SplittableRandom random = new SplittableRandom(number);
    long start = START + number * 60_000L;
    String id =
        send(
                http,
                "/api/2.0/mlflow/runs/create",
                Map.of(
                    "experiment_id",
                    experiment,
                    "run_name",
                    "try-" + number,
                    "user_id",
                    "ana",
                    "start_time",
                    start))
            .at("/run/info/run_id")
            .asText();
    List<Map<String, Object>> metrics = new ArrayList<>();
    for (String metric : METRICS) {
      metrics.add(
          Map.of("key", metric, "value", random.nextDouble(), "timestamp", start, "step", 0));
    }
    List<Map<String, String>> params = new ArrayList<>();
    for (String param : PARAMS) {
      params.add(Map.of("key", param, "value", String.valueOf(random.nextInt(12))));
    }
    send(
        http,
        "/api/2.0/mlflow/runs/log-batch",
        Map.of("run_id", id, "metrics", metrics, "params", params));
    send(
        http,
        "/api/2.0/mlflow/runs/update",
        Map.of("run_id", id, "status", "FINISHED", "end_time", start + random.nextInt(900_000)));
  }

  private static JsonNode send(RawHttp http, String path, Map<String, ?> body) throws IOException {
    return Json.parse(
        new String(
            http.send(RawHttp.request("POST", path, Json.write(body))), StandardCharsets.UTF_8));
  }
}
