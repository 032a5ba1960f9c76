package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LoggedModelStatus;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.ModelMetric;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.NewLoggedModel;
import dev.loopline.metadata.RunStatus;
import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.Existing;
import dev.loopline.metadata.imports.ImportedExperiment;
import dev.loopline.metadata.imports.ImportedModel;
import dev.loopline.metadata.imports.ImportedRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what MLflow's servers answer, of every age: what early ones do not tell is absent, and
 * 64-bit numbers may be texts.
 */
public final class ImportMessages {
  /** A year that no clock of a training shows; beyond it databases and JSON differ. */
  private static final long LATEST = 253_402_300_799_999L;

  private ImportMessages() {}

  static ImportedExperiment experiment(
      MlflowRequest message, Entry entry, Existing existing, boolean locationGiven) {
    String location = message.textOrEmpty("artifact_location");
    Instant created = time(message, "creation_time", Instant.EPOCH);
    return new ImportedExperiment(
        entry,
        new NewExperiment(
            message.text("name"),
            locationGiven && !location.isEmpty() ? location : null,
            message.pairs("tags")),
        lifecycle(message),
        created,
        time(message, "last_update_time", created),
        existing);
  }

  static ImportedRun run(
      String id, long experiment, MlflowRequest message, @Nullable JsonNode metrics) {
    MlflowRequest info = message.message("info");
    MlflowRequest data = message.message("data");
    MlflowRequest inputs = message.message("inputs");
    RunStatus status = info.optionalEnum("status", RunStatus.class);
    Instant ended = time(info, "end_time", Instant.EPOCH);
    return new ImportedRun(
        id,
        experiment,
        info.textOrEmpty("run_name"),
        info.textOrEmpty("user_id"),
        status == null ? RunStatus.RUNNING : status,
        lifecycle(info),
        time(info, "start_time", Instant.EPOCH),
        ended.equals(Instant.EPOCH) ? null : ended,
        pairs(data, "params"),
        pairs(data, "tags"),
        inputs.list("dataset_inputs").stream().map(LogRoutes::input).toList(),
        inputs.list("model_inputs").stream().map(model -> model.text("model_id")).toList(),
        message.message("outputs").list("model_outputs").stream().map(LogRoutes::output).toList(),
        metrics(metrics));
  }

  private static List<Metric> metrics(@Nullable JsonNode metrics) {
    MlflowRequest list = new MlflowRequest(Json.object().set("metrics", metrics), "");
    return list.list("metrics").stream().map(LogRoutes::metric).toList();
  }

  static ImportedModel model(String id, long experiment, MlflowRequest message) {
    MlflowRequest info = message.message("info");
    MlflowRequest data = message.message("data");
    LoggedModelStatus status = status(info);
    Instant created = time(info, "creation_timestamp_ms", Instant.EPOCH);
    return new ImportedModel(
        id,
        new NewLoggedModel(
            experiment,
            info.textOrEmpty("name"),
            info.textOrEmpty("model_type"),
            info.textOrEmpty("source_run_id"),
            data.pairs("params"),
            info.pairs("tags")),
        status,
        created,
        time(info, "last_updated_timestamp_ms", created),
        data.list("metrics").stream().map(metric -> ofModel(id, metric)).toList());
  }

  /** MLflow's servers tell it as a name or as the enumeration's number. */
  private static LoggedModelStatus status(MlflowRequest info) {
    String text = info.textOrNumber("status");
    if (text.matches("[0-3]")) {
      return LoggedModelStatus.values()[Integer.parseInt(text)];
    }
    LoggedModelStatus status = info.optionalEnum("status", LoggedModelStatus.class);
    return status == null ? LoggedModelStatus.LOGGED_MODEL_STATUS_UNSPECIFIED : status;
  }

  private static ModelMetric ofModel(String model, MlflowRequest metric) {
    return new ModelMetric(
        model,
        metric.textOrEmpty("run_id"),
        LogRoutes.metric(metric),
        metric.textOrEmpty("dataset_name"),
        metric.textOrEmpty("dataset_digest"));
  }

  private static List<Map.Entry<String, String>> pairs(MlflowRequest message, String name) {
    return message.list(name).stream().map(MlflowRequest::pair).toList();
  }

  private static Lifecycle lifecycle(MlflowRequest message) {
    return message.textOrEmpty("lifecycle_stage").equals("deleted")
        ? Lifecycle.DELETED
        : Lifecycle.ACTIVE;
  }

  /** A moment in milliseconds. */
  public static Instant time(MlflowRequest message, String name, Instant otherwise) {
    Long millis = message.optionalLong(name);
    if (millis == null) {
      return otherwise;
    }
    if (millis < 0 || millis > LATEST) {
      throw MlflowRequest.invalid(
          "'" + message.at(name) + "' is " + millis + ", which is no time in milliseconds.");
    }
    return Instant.ofEpochMilli(millis);
  }
}
