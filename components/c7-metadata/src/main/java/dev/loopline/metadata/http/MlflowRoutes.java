package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Handler;
import dev.loopline.http.ProblemShape;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunCursor;
import dev.loopline.metadata.Tracking;
import dev.loopline.metadata.TrackingError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Experiments and runs in MLflow's REST protocol, under both of its prefixes. */
public final class MlflowRoutes {
  private static final List<String> PREFIXES = List.of("/api/2.0/mlflow", "/ajax-api/2.0/mlflow");
  private static final int DEFAULT_RUNS = 1_000;
  private static final int MOST_RUNS = 50_000;
  private static final ProblemShape PROBLEMS = new MlflowProblems();

  private final Tracking tracking;
  private final List<Route> routes = new ArrayList<>();

  private MlflowRoutes(Tracking tracking) {
    this.tracking = tracking;
  }

  public static List<Route> routes(Tracking tracking) {
    MlflowRoutes mlflow = new MlflowRoutes(tracking);
    mlflow.add("POST", "/experiments/create", mlflow::createExperiment);
    mlflow.add("GET", "/experiments/get", mlflow::getExperiment);
    mlflow.add("GET", "/experiments/get-by-name", mlflow::getExperimentByName);
    mlflow.add("POST", "/experiments/search", mlflow::searchExperiments);
    mlflow.add("POST", "/runs/create", mlflow::createRun);
    mlflow.add("GET", "/runs/get", mlflow::getRun);
    mlflow.add("POST", "/runs/update", mlflow::updateRun);
    mlflow.add("POST", "/runs/delete", call -> mlflow.setLifecycle(call, Lifecycle.DELETED));
    mlflow.add("POST", "/runs/restore", call -> mlflow.setLifecycle(call, Lifecycle.ACTIVE));
    mlflow.add("POST", "/runs/log-metric", mlflow::logMetric);
    mlflow.add("POST", "/runs/log-parameter", mlflow::logParameter);
    mlflow.add("POST", "/runs/set-tag", mlflow::setTag);
    mlflow.add("POST", "/runs/delete-tag", mlflow::deleteTag);
    mlflow.add("POST", "/runs/log-batch", mlflow::logBatch);
    mlflow.add("POST", "/runs/search", mlflow::searchRuns);
    mlflow.add("GET", "/metrics/get-history", mlflow::history);
    mlflow.routes.addAll(new ArtifactRoutes(tracking, PROBLEMS, PREFIXES).routes());
    return List.copyOf(mlflow.routes);
  }

  private void add(String method, String path, Handler handler) {
    for (String prefix : PREFIXES) {
      boolean reads = method.equals("GET") || path.endsWith("/search");
      Route.Builder route =
          method.equals("GET") ? Route.get(prefix + path) : Route.post(prefix + path);
      routes.add(
          route
              .access(reads ? Access.READ : Access.WRITE)
              .tag("mlflow")
              .summary("MLflow: " + path.substring(1))
              .maxBody(16 << 20)
              .problems(PROBLEMS)
              .internal()
              .to(handler));
    }
  }

  private Reply createExperiment(Call call) {
    Experiment made = tracking.createExperiment(MlflowBody.of(call).text("name"));
    return Reply.json(Map.of("experiment_id", Long.toString(made.id())));
  }

  private Reply getExperiment(Call call) {
    long id = MlflowBody.parseExperimentId(required(call, "experiment_id"));
    return experimentReply(tracking.experiment(id));
  }

  private Reply getExperimentByName(Call call) {
    String name = required(call, "experiment_name");
    return experimentReply(
        tracking
            .findExperiment(name)
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.RESOURCE_DOES_NOT_EXIST,
                        "Could not find experiment with name '" + name + "'")));
  }

  private static Reply experimentReply(Experiment experiment) {
    return Reply.json(Map.of("experiment", MlflowJson.experiment(experiment)));
  }

  private Reply searchExperiments(Call call) {
    MlflowBody body = MlflowBody.of(call);
    refuseFilter(body);
    int limit = limit(body, DEFAULT_RUNS);
    String token = body.optionalText("page_token");
    long before =
        token == null || token.isEmpty() ? Long.MAX_VALUE : MlflowBody.parseExperimentId(token);
    List<Experiment> found = tracking.experiments(before, limit + 1);
    boolean more = found.size() > limit;
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("experiments");
    found.stream().limit(limit).forEach(e -> items.add(MlflowJson.experiment(e)));
    if (more) {
      answer.put("next_page_token", Long.toString(found.get(limit - 1).id()));
    }
    return Reply.json(answer);
  }

  private Reply createRun(Call call) {
    MlflowBody body = MlflowBody.of(call);
    Map<String, String> tags = new HashMap<>();
    body.list("tags").forEach(tag -> tags.put(tag.pair().getKey(), tag.pair().getValue()));
    Instant start = body.optionalInstant("start_time");
    String user = body.optionalText("user_id");
    Run run =
        tracking.createRun(
            body.experimentId(),
            body.optionalText("run_name"),
            user == null || user.isEmpty() ? call.principal().name() : user,
            start,
            tags);
    return runReply(run);
  }

  private Reply getRun(Call call) {
    String id = call.query("run_id").or(() -> call.query("run_uuid")).orElse(null);
    return runReply(tracking.run(id == null ? required(call, "run_id") : id));
  }

  private Reply updateRun(Call call) {
    MlflowBody body = MlflowBody.of(call);
    Run run =
        tracking.update(
            body.runId(),
            body.optionalStatus(),
            body.optionalInstant("end_time"),
            body.optionalText("run_name"));
    return Reply.json(Map.of("run_info", MlflowJson.run(run).path("info")));
  }

  private static Reply runReply(Run run) {
    return Reply.json(Map.of("run", MlflowJson.run(run)));
  }

  private Reply setLifecycle(Call call, Lifecycle lifecycle) {
    tracking.setLifecycle(MlflowBody.of(call).runId(), lifecycle);
    return Reply.json(Map.of());
  }

  private Reply logMetric(Call call) {
    MlflowBody body = MlflowBody.of(call);
    return log(body, new LogBatch(List.of(body.metric()), List.of(), List.of()));
  }

  private Reply logParameter(Call call) {
    MlflowBody body = MlflowBody.of(call);
    return log(body, new LogBatch(List.of(), List.of(body.pair()), List.of()));
  }

  private Reply setTag(Call call) {
    MlflowBody body = MlflowBody.of(call);
    return log(body, new LogBatch(List.of(), List.of(), List.of(body.pair())));
  }

  private Reply logBatch(Call call) {
    MlflowBody body = MlflowBody.of(call);
    return log(
        body,
        new LogBatch(
            body.list("metrics").stream().map(MlflowBody::metric).toList(),
            body.list("params").stream().map(MlflowBody::pair).toList(),
            body.list("tags").stream().map(MlflowBody::pair).toList()));
  }

  private Reply log(MlflowBody body, LogBatch batch) {
    tracking.log(body.runId(), batch);
    return Reply.json(Map.of());
  }

  private Reply deleteTag(Call call) {
    MlflowBody body = MlflowBody.of(call);
    tracking.deleteTag(body.runId(), body.text("key"));
    return Reply.json(Map.of());
  }

  private Reply searchRuns(Call call) {
    MlflowBody body = MlflowBody.of(call);
    refuseFilter(body);
    int limit = limit(body, DEFAULT_RUNS);
    Lifecycle lifecycle =
        "DELETED_ONLY".equals(body.optionalText("run_view_type"))
            ? Lifecycle.DELETED
            : Lifecycle.ACTIVE;
    List<Long> experiments =
        body.texts("experiment_ids").stream().map(MlflowBody::parseExperimentId).toList();
    List<Run> runs =
        tracking.runs(experiments, lifecycle, cursor(body.optionalText("page_token")), limit);
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("runs");
    runs.forEach(run -> items.add(MlflowJson.run(run)));
    if (runs.size() == limit) {
      Run last = runs.getLast();
      answer.put("next_page_token", last.startedAt().toEpochMilli() + "-" + last.id());
    }
    return Reply.json(answer);
  }

  private static @Nullable RunCursor cursor(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return null;
    }
    String[] parts = token.split("-", 2);
    try {
      return new RunCursor(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw MlflowBody.invalid("Invalid page token, could not be decoded");
    }
  }

  /** Searching by a filter or an order is refused rather than answered wrongly. */
  private static void refuseFilter(MlflowBody body) {
    String filter = body.optionalText("filter");
    if ((filter != null && !filter.isBlank()) || !body.texts("order_by").isEmpty()) {
      throw MlflowBody.invalid(
          "Filters and orders are not supported by this version; leave 'filter' and 'order_by' out,"
              + " newest come first.");
    }
  }

  private static int limit(MlflowBody body, int fallback) {
    Long wanted = body.optionalLong("max_results");
    if (wanted == null) {
      return fallback;
    }
    if (wanted < 1 || wanted > MOST_RUNS) {
      throw MlflowBody.invalid(
          "Invalid value "
              + wanted
              + " for parameter 'max_results' supplied: It must be at least 1 and at most "
              + MOST_RUNS
              + ".");
    }
    return wanted.intValue();
  }

  private Reply history(Call call) {
    List<Metric> points = tracking.history(required(call, "run_id"), required(call, "metric_key"));
    return Reply.json(Map.of("metrics", points.stream().map(MlflowJson::metric).toList()));
  }

  static String required(Call call, String name) {
    return call.query(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () -> MlflowBody.invalid("Missing value for required parameter '" + name + "'."));
  }
}
