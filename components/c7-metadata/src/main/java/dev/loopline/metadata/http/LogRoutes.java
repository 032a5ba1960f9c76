package dev.loopline.metadata.http;

import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.metadata.Dataset;
import dev.loopline.metadata.DatasetInput;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.ModelMetric;
import dev.loopline.metadata.ModelOutput;
import dev.loopline.metadata.RunLog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What runs log, in MLflow's protocol. */
record LogRoutes(RunLog log) {
  private static final String AT = "2.0/mlflow/runs/";
  private static final int MOST_EDGES = 1_000;
  private static final Reply DONE = Reply.json(Map.of());

  void addTo(MlflowApi api) {
    api.writes("POST", AT + "log-metric", this::logMetric)
        .writes("POST", AT + "log-parameter", this::logParameter)
        .writes("POST", AT + "set-tag", this::setTag)
        .writes("POST", AT + "delete-tag", this::deleteTag)
        .writes("POST", AT + "log-batch", this::logBatch)
        .writes("POST", AT + "log-inputs", this::logInputs)
        .writes("POST", AT + "outputs", this::logOutputs)
        .writes("POST", AT + "log-model", this::logModel);
  }

  private Reply logMetric(Call call) {
    byte[] body = MlflowRequest.body(call);
    MetricsOnly usual = MetricsOnly.readOne(body);
    if (usual != null) {
      log.log(usual.runId(), LogBatch.metric(usual.metrics().getFirst(), List.of()));
      return DONE;
    }
    MlflowRequest request = MlflowRequest.parse(body);
    String run = request.runId();
    log.log(run, LogBatch.metric(metric(request), ofModels(run, List.of(request))));
    return DONE;
  }

  private Reply logParameter(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String run = request.runId();
    log.log(run, LogBatch.param(request.text("key"), request.textOrEmpty("value")));
    return DONE;
  }

  private Reply setTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String run = request.runId();
    log.log(run, LogBatch.tag(request.text("key"), request.textOrEmpty("value")));
    return DONE;
  }

  private Reply deleteTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    log.deleteTag(request.runId(), request.text("key"));
    return DONE;
  }

  private Reply logBatch(Call call) {
    byte[] body = MlflowRequest.body(call);
    MetricsOnly usual = MetricsOnly.read(body);
    if (usual != null) {
      log.log(usual.runId(), new LogBatch(usual.metrics(), List.of(), List.of()));
      return DONE;
    }
    MlflowRequest request = MlflowRequest.parse(body);
    String run = request.runId();
    List<MlflowRequest> metrics = request.list("metrics");
    log.log(
        run,
        new LogBatch(
            metrics.stream().map(LogRoutes::metric).toList(),
            request.list("params").stream().map(MlflowRequest::pair).toList(),
            request.list("tags").stream().map(MlflowRequest::pair).toList(),
            ofModels(run, metrics)));
    return DONE;
  }

  /** Those of the metrics that tell of a logged model as well. */
  private static List<ModelMetric> ofModels(String run, List<MlflowRequest> metrics) {
    List<ModelMetric> points = new ArrayList<>();
    for (MlflowRequest metric : metrics) {
      String model = metric.textOrEmpty("model_id");
      if (!model.isEmpty()) {
        points.add(
            new ModelMetric(
                model,
                run,
                metric(metric),
                metric.textOrEmpty("dataset_name"),
                metric.textOrEmpty("dataset_digest")));
      }
    }
    return points;
  }

  static Metric metric(MlflowRequest metric) {
    String key = metric.text("key");
    double value = metric.number("value");
    long timestamp = metric.requiredLong("timestamp");
    Long step = metric.optionalLong("step");
    return new Metric(key, value, timestamp, step == null ? 0 : step);
  }

  private Reply logInputs(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String run = request.runId();
    List<DatasetInput> inputs = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (MlflowRequest input : request.list("datasets")) {
      DatasetInput read = input(input);
      if (seen.add(List.of(read.dataset().name(), read.dataset().digest()))) {
        inputs.add(read);
      }
    }
    List<String> models =
        request.list("models").stream().map(model -> model.text("model_id")).toList();
    if (inputs.size() + models.size() > MOST_EDGES) {
      throw MlflowRequest.invalid(
          "A request takes at most " + MOST_EDGES + " datasets and models; send several.");
    }
    log.logInputs(run, inputs, models);
    return DONE;
  }

  private Reply logOutputs(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String run = request.runId();
    List<ModelOutput> outputs =
        request.requiredList("models").stream().map(LogRoutes::output).toList();
    if (outputs.size() > MOST_EDGES) {
      throw MlflowRequest.invalid(
          "A request takes at most " + MOST_EDGES + " models; send several.");
    }
    log.logOutputs(run, outputs);
    return DONE;
  }

  private Reply logModel(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    log.logModel(request.runId(), request.text("model_json"));
    return DONE;
  }

  static ModelOutput output(MlflowRequest model) {
    Long step = model.optionalLong("step");
    return new ModelOutput(model.text("model_id"), step == null ? 0 : step);
  }

  static DatasetInput input(MlflowRequest input) {
    MlflowRequest dataset = input.message("dataset");
    return new DatasetInput(
        new Dataset(
            dataset.text("name"),
            dataset.text("digest"),
            dataset.text("source_type"),
            dataset.text("source"),
            dataset.optionalText("schema"),
            dataset.optionalText("profile")),
        input.pairs("tags"));
  }
}
