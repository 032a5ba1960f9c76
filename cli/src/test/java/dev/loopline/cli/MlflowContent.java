package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Fills a server with one of everything, and reads all of it back as MLflow's clients would. */
record MlflowContent(ServerFixture server) {
  static final String DATASET =
      "{'tags':[{'key':'mlflow.data.context','value':'training'}],"
          + "'dataset':{'name':'bookings','digest':'abc','source_type':'local',"
          + "'source':'{}','schema':'{}'}}";

  /** What tests refer to. */
  record Made(String parent, String child, String running, String model) {}

  Made fill() {
    server.post("experiments/create", "{'name':'churn','tags':[{'key':'team','value':'a b'}]}");
    server.post("experiments/create", "{'name':'old'}");
    String gone = server.run("2", "left-behind", 5_000);
    log(gone, "m", 1, 1, 0);
    server.post("experiments/delete", "{'experiment_id':'2'}");
    String parent = server.run("1", "parent", 1_700_000_000_000L);
    String child = server.run("1", "child", 1_700_000_001_000L);
    String running = server.run("0", "still-going", 1_700_000_002_000L);
    runs(parent, child, running);
    files(parent);
    String model = loggedModel(parent, child);
    registry(parent, model);
    new LlmContent(server).fill(parent);
    return new Made(parent, child, running, model);
  }

  private void runs(String parent, String child, String running) {
    server.post(
        "runs/set-tag",
        "{'run_id':'%s','key':'mlflow.parentRunId','value':'%s'}".formatted(child, parent));
    server.post(
        "runs/log-batch",
        "{'run_id':'%s','params':[{'key':'depth','value':'6'},{'key':'note','value':'ä ü'}]}"
            .formatted(parent));
    server.post(
        "runs/log-batch",
        ("{'run_id':'%s','metrics':[{'key':'odd','value':'NaN','timestamp':1,'step':0},"
                + "{'key':'odd','value':'Infinity','timestamp':2,'step':1},"
                + "{'key':'odd','value':'-Infinity','timestamp':3,'step':-2}]}")
            .formatted(parent));
    history(child, "loss", 10_000);
    log(running, "loss", 0.5, 1, 1);
    server.post("runs/log-inputs", "{'run_id':'%s','datasets':[%s]}".formatted(child, DATASET));
    end(parent, "FINISHED");
    end(child, "FAILED");
    String deleted = server.run("1", "deleted", 1_700_000_003_000L);
    log(deleted, "loss", 0.25, 1, 1);
    server.post("runs/delete", "{'run_id':'%s'}".formatted(deleted));
  }

  void end(String run, String status) {
    server.post(
        "runs/update",
        "{'run_id':'%s','status':'%s','end_time':1700000060000}".formatted(run, status));
  }

  void history(String run, String key, int points) {
    for (int from = 0; from < points; from += 1_000) {
      int first = from;
      String metrics =
          IntStream.range(first, Math.min(points, first + 1_000))
              .mapToObj(
                  i ->
                      "{'key':'%s','value':%s,'timestamp':%d,'step':%d}"
                          .formatted(key, Double.toString(1.0 / (i + 1)), 1_000L + i, i))
              .collect(Collectors.joining(","));
      server.post("runs/log-batch", "{'run_id':'%s','metrics':[%s]}".formatted(run, metrics));
    }
  }

  void log(String run, String key, double value, long at, long step) {
    server.post(
        "runs/log-metric",
        String.format(
            Locale.ROOT,
            "{'run_id':'%s','key':'%s','value':%s,'timestamp':%d,'step':%d}",
            run,
            key,
            value,
            at,
            step));
  }

  private void files(String run) {
    put("1/" + run + "/artifacts/notes.txt", "hello".getBytes(StandardCharsets.UTF_8));
    put(
        "1/" + run + "/artifacts/plots/a%20b%20%C3%BC%2B.svg",
        "<svg/>".getBytes(StandardCharsets.UTF_8));
    put("1/" + run + "/artifacts/empty.bin", new byte[0]);
    put("1/" + run + "/artifacts/deep/er/weights.bin", bytes(3 << 20));
  }

  /** Bytes that do not shrink. */
  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    long state = 42;
    for (int i = 0; i < size; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      bytes[i] = (byte) (state >>> 56);
    }
    return bytes;
  }

  void put(String path, byte[] bytes) {
    int status = server.http.put("/api/2.0/mlflow-artifacts/artifacts/" + path, bytes).status();
    if (status != 200) {
      throw new AssertionError(path + " was answered with " + status);
    }
  }

  private String loggedModel(String run, String reader) {
    String id =
        server
            .post(
                "logged-models",
                "{'experiment_id':'1','name':'forest','model_type':'tree','source_run_id':'%s','params':[{'key':'trees','value':'9'}],'tags':[{'key':'k','value':'v'}]}"
                    .formatted(run))
            .at("/model/info/model_id")
            .asText();
    put("1/models/" + id + "/artifacts/MLmodel", "flavors: {}\n".getBytes(StandardCharsets.UTF_8));
    put("1/models/" + id + "/artifacts/data/model.bin", bytes(5_000));
    server.post(
        "runs/log-metric",
        "{'run_id':'%s','key':'auc','value':0.9,'timestamp':7,'step':1,'model_id':'%s','dataset_name':'bookings','dataset_digest':'abc'}"
            .formatted(run, id));
    server.send(
        "PATCH",
        "/api/2.0/mlflow/logged-models/" + id,
        "{'model_id':'%s','status':'LOGGED_MODEL_READY'}".formatted(id));
    server.post(
        "runs/outputs", "{'run_id':'%s','models':[{'model_id':'%s','step':3}]}".formatted(run, id));
    server.post(
        "runs/log-inputs", "{'run_id':'%s','models':[{'model_id':'%s'}]}".formatted(reader, id));
    return id;
  }

  private void registry(String run, String model) {
    server.post(
        "registered-models/create",
        "{'name':'forest','description':'of trees','tags':[{'key':'t','value':'1'}]}");
    for (int i = 1; i <= 5; i++) {
      String source =
          i == 3 ? "models:/" + model : "mlflow-artifacts:/1/" + run + "/artifacts/deep";
      server.post(
          "model-versions/create",
          "{'name':'forest','source':'%s','run_id':'%s','description':'no %d','tags':[{'key':'n','value':'%d'}]}"
              .formatted(source, run, i, i));
    }
    delete(2);
    delete(4);
    stage(5, "Production");
    stage(1, "Archived");
    server.post("registered-models/alias", "{'name':'forest','alias':'champion','version':'3'}");
    server.post(
        "registered-models/create",
        "{'name':'hello','tags':[{'key':'mlflow.prompt.is_prompt','value':'true'}]}");
    server.post(
        "model-versions/create",
        "{'name':'hello','source':'dummy-source','tags':[{'key':'mlflow.prompt.is_prompt','value':'true'},{'key':'mlflow.prompt.text','value':'Hi {{name}}'}]}");
    server.post(
        "model-versions/create",
        "{'name':'hello','source':'dummy-source','description':'politer','tags':[{'key':'mlflow.prompt.is_prompt','value':'true'},{'key':'mlflow.prompt.text','value':'Dear {{name}}'},{'key':'tone','value':'formal'}]}");
    server.post("registered-models/alias", "{'name':'hello','alias':'live','version':'2'}");
    server.post("registered-models/set-tag", "{'name':'hello','key':'owner','value':'ann'}");
  }

  private void delete(int version) {
    server.send(
        "DELETE",
        "/api/2.0/mlflow/model-versions/delete",
        "{'name':'forest','version':'%d'}".formatted(version));
  }

  private void stage(int version, String stage) {
    server.post(
        "model-versions/transition-stage",
        "{'name':'forest','version':'%d','stage':'%s','archive_existing_versions':false}"
            .formatted(version, stage));
  }

  /** All that MLflow's protocol tells, by what was asked. */
  Map<String, String> told() {
    Map<String, String> told = new TreeMap<>();
    JsonNode experiments = tell(told, "experiments/search?max_results=1000&view_type=ALL");
    // Each server made its own Default when it was first started.
    told.computeIfPresent(
        "experiments/search?max_results=1000&view_type=ALL",
        (asked, answer) -> answer.replaceAll("(\"experiment_id\":\"0\".*?active\").*?}", "$1}"));
    for (JsonNode experiment : experiments.path("experiments")) {
      String id = experiment.path("experiment_id").asText();
      JsonNode runs =
          server.post(
              "runs/search",
              "{'experiment_ids':['%s'],'run_view_type':'ALL','max_results':5000}".formatted(id));
      told.put("runs of " + id, runs.toString());
      runs.path("runs").forEach(run -> run(told, run));
      told.put(
          "models of " + id,
          server
              .post("logged-models/search", "{'experiment_ids':['%s']}".formatted(id))
              .toString());
    }
    for (String filter : List.of("", "tags.`mlflow.prompt.is_prompt` = 'true'")) {
      tell(told, "registered-models/search?filter=" + encoded(filter));
      JsonNode versions = tell(told, "model-versions/search?filter=" + encoded(filter));
      for (JsonNode version : versions.path("model_versions")) {
        tell(
            told,
            "model-versions/get-download-uri?name="
                + version.path("name").asText()
                + "&version="
                + version.path("version").asText());
      }
    }
    new LlmContent(server).tell(told);
    return told;
  }

  private void run(Map<String, String> told, JsonNode run) {
    String id = run.at("/info/run_id").asText();
    for (JsonNode metric : run.at("/data/metrics")) {
      tell(told, "metrics/get-history?run_id=" + id + "&metric_key=" + metric.path("key").asText());
    }
    files(
        told,
        "artifacts/list?run_id=" + id + "&path=",
        "",
        "/get-artifact?run_id=" + id + "&path=");
    for (JsonNode model : run.at("/outputs/model_outputs")) {
      String at = model.path("model_id").asText();
      files(
          told,
          "logged-models/" + at + "/artifacts/directories?artifact_directory_path=",
          "",
          "/ajax-api/2.0/mlflow/logged-models/" + at + "/artifacts/files?artifact_file_path=");
    }
  }

  private void files(Map<String, String> told, String list, String folder, String download) {
    List<String> folders = new ArrayList<>();
    for (JsonNode file : tell(told, list + encoded(folder)).path("files")) {
      String path = file.path("path").asText();
      if (file.path("is_dir").asBoolean()) {
        folders.add(path);
      } else {
        byte[] body = server.http.get(download + encoded(path)).body();
        told.put(download + path, body.length + " " + java.util.Arrays.hashCode(body));
      }
    }
    folders.forEach(inner -> files(told, list, inner, download));
  }

  private JsonNode tell(Map<String, String> told, String path) {
    String answer = server.http.get(ServerFixture.MLFLOW + path).text();
    told.put(path, answer);
    return Json.parse(answer);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
