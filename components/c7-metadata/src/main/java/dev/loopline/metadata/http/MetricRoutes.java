package dev.loopline.metadata.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.RunLog;
import dev.loopline.metadata.Runs;
import dev.loopline.metadata.StepRange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Histories of metrics in MLflow's protocol, written as they are read. */
record MetricRoutes(Runs runs, RunLog log) {
  private static final int MOST_RUNS = 100;
  private static final int MOST_POINTS = 25_000;
  private static final int MOST_SAMPLES = 2_500;

  void addTo(MlflowApi api) {
    api.reads("GET", "2.0/mlflow/metrics/get-history", this::history)
        .alone(
            "GET",
            "/ajax-api/2.0/mlflow/metrics/get-history-bulk",
            route -> route.access(Access.READ),
            this::bulk)
        .reads("GET", "2.0/mlflow/metrics/get-history-bulk-interval", this::interval);
  }

  private Reply history(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String run = request.runId();
    String key = request.text("metric_key");
    int offset = Offsets.decode(request.textOrEmpty("page_token"));
    int limit = request.maxResults(Integer.MAX_VALUE, Integer.MAX_VALUE);
    List<Metric> all = log.history(run, key);
    int from = Math.min(offset, all.size());
    int to = (int) Math.min(all.size(), (long) from + limit);
    return points(
        Map.of("", all.subList(from, to)), to < all.size() ? Offsets.encode(to) : null, false);
  }

  private Reply bulk(Call call) {
    List<String> ids = call.queryAll("run_id");
    if (ids.isEmpty()) {
      throw MlflowRequest.invalid("GetMetricHistoryBulk request must specify at least one run_id.");
    }
    if (ids.size() > MOST_RUNS) {
      throw MlflowRequest.invalid(
          "GetMetricHistoryBulk request cannot specify more than "
              + MOST_RUNS
              + " run_ids. Received "
              + ids.size()
              + " run_ids.");
    }
    String key =
        call.query("metric_key")
            .orElseThrow(
                () ->
                    MlflowRequest.invalid(
                        "GetMetricHistoryBulk request must specify a metric_key."));
    int most =
        Math.min(MOST_POINTS, MlflowRequest.of(call).maxResults(MOST_POINTS, Integer.MAX_VALUE));
    Map<String, List<Metric>> found = new LinkedHashMap<>();
    int left = most;
    for (String id : ids.stream().distinct().sorted().toList()) {
      if (left > 0 && runs.find(id).isPresent()) {
        List<Metric> history = log.history(id, key);
        List<Metric> kept = history.subList(0, Math.min(left, history.size()));
        found.put(id, kept);
        left -= kept.size();
      }
    }
    return points(found, null, true);
  }

  private Reply interval(Call call) {
    return points(sampled(MlflowRequest.of(call)), null, true);
  }

  ObjectNode sampledAsMessage(MlflowRequest request) {
    ObjectNode answer = Json.object();
    ArrayNode metrics = answer.putArray("metrics");
    sampled(request)
        .forEach(
            (run, points) ->
                points.forEach(point -> metrics.add(MlflowJson.metric(point).put("run_id", run))));
    return answer;
  }

  private Map<String, List<Metric>> sampled(MlflowRequest request) {
    List<String> ids = request.texts("run_ids");
    if (ids.isEmpty()) {
      throw request.missing("run_ids");
    }
    if (ids.size() > MOST_RUNS) {
      throw MlflowRequest.invalid(
          "GetMetricHistoryBulkInterval request must specify at most "
              + MOST_RUNS
              + " run_ids. Received "
              + ids.size()
              + " run_ids.");
    }
    String key = request.text("metric_key");
    StepRange range = range(request);
    Long most = request.optionalLong("max_results");
    if (most != null && (most < 1 || most > MOST_SAMPLES)) {
      throw MlflowRequest.invalid("max_results must be between 1 and " + MOST_SAMPLES + ".");
    }
    return log.sampled(ids, key, range, most == null ? MOST_SAMPLES : most.intValue());
  }

  /** Without a range MLflow begins at step 0. */
  private static StepRange range(MlflowRequest request) {
    Long from = request.optionalLong("start_step");
    Long to = request.optionalLong("end_step");
    if (from == null && to == null) {
      return new StepRange(0, Long.MAX_VALUE);
    }
    if (from == null || to == null) {
      throw MlflowRequest.invalid(
          "If either start step or end step are specified, both must be specified.");
    }
    if (from > to) {
      throw MlflowRequest.invalid(
          "end_step must be greater than start_step. Found start_step="
              + from
              + " and end_step="
              + to
              + ".");
    }
    return new StepRange(from, to);
  }

  private static Reply points(
      Map<String, List<Metric>> byRun, @Nullable String next, boolean ofRuns) {
    return Reply.stream(
        "application/json", out -> write(out, new ArrayList<>(byRun.entrySet()), next, ofRuns));
  }

  private static void write(
      OutputStream out,
      List<Map.Entry<String, List<Metric>>> byRun,
      @Nullable String next,
      boolean ofRuns)
      throws IOException {
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("metrics");
      for (Map.Entry<String, List<Metric>> run : byRun) {
        for (Metric metric : run.getValue()) {
          write(json, metric, ofRuns ? run.getKey() : null);
        }
      }
      json.writeEndArray();
      if (next != null) {
        json.writeStringField("next_page_token", next);
      }
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, Metric metric, @Nullable String run)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("key", metric.key());
    if (metric.isNaN()) {
      json.writeStringField("value", "NaN");
    } else {
      json.writeNumberField("value", metric.value());
    }
    json.writeNumberField("timestamp", metric.timestamp());
    json.writeNumberField("step", metric.step());
    if (run != null) {
      json.writeStringField("run_id", run);
    }
    json.writeEndObject();
  }
}
