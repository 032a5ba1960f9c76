package dev.loopline.monitoring.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.monitoring.Challenge;
import dev.loopline.monitoring.DriftReport;
import dev.loopline.monitoring.Label;
import dev.loopline.monitoring.LabelReceipt;
import dev.loopline.monitoring.LoopStory;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.Monitoring;
import dev.loopline.monitoring.MonitoringError;
import dev.loopline.monitoring.Performance;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Monitoring over HTTP. */
public final class MonitoringRoutes {
  private static final int MOST_LABELS = 10_000;
  private static final String PRODUCT = "/api/v1/products/{product}";

  private MonitoringRoutes() {}

  /** A batch of labels. */
  public record LabelBatch(List<LabelBody> labels) {}

  /**
   * One label.
   *
   * @param value true or 1 for the positive class, false or 0 for the other
   */
  public record LabelBody(String key, JsonNode value, Instant time) {}

  public static List<Route> routes(Monitoring monitoring) {
    return List.of(
        Route.post(PRODUCT + "/labels")
            .id("recordLabels")
            .tag("monitoring")
            .summary("Record outcomes; durable when acknowledged, idempotent by key")
            .accepts(LabelBatch.class)
            .answers(LabelReceipt.class)
            .maxBody(4L << 20)
            .to(
                call ->
                    Reply.json(
                        monitoring
                            .labels()
                            .record(call.path("product"), labels(call.body(LabelBatch.class))))),
        Route.get(PRODUCT + "/labels/{key}")
            .id("getLabel")
            .tag("monitoring")
            .summary("The outcome of one key")
            .answers(Label.class)
            .to(call -> Reply.json(label(monitoring, call.path("product"), call.path("key")))),
        Route.get(PRODUCT + "/monitors")
            .id("listMonitors")
            .tag("monitoring")
            .summary("What is watched")
            .lists(MonitorSpec.class)
            .to(
                call ->
                    Reply.json(Map.of("items", monitoring.monitors().list(call.path("product"))))),
        Route.get(PRODUCT + "/endpoints/{endpoint}/drift")
            .id("getDrift")
            .tag("monitoring")
            .summary("Drift of inputs and predictions over the monitor's window")
            .answers(DriftReport.class)
            .to(
                call ->
                    monitoring
                        .monitors()
                        .drift(call.path("product"), call.path("endpoint"))
                        .map(Reply::json)
                        .orElseGet(Reply::empty)),
        Route.get(PRODUCT + "/endpoints/{endpoint}/performance")
            .id("getPerformance")
            .tag("monitoring")
            .summary("AUC by month of prediction, the served model beside the first kept static")
            .query("by", "month, the only grouping there is")
            .answers(Performance.class)
            .to(
                call -> {
                  String by = call.query("by").orElse("month");
                  if (!by.equals("month")) {
                    throw new LooplineException(
                        KernelError.INVALID_ARGUMENT,
                        "Performance by '" + by + "' is not kept; ask for by=month.");
                  }
                  return Reply.json(
                      monitoring
                          .monitors()
                          .performance(call.path("product"), call.path("endpoint")));
                }),
        Route.get(PRODUCT + "/challenges")
            .id("listChallenges")
            .tag("monitoring")
            .summary("Challenges with their evidence, oldest first")
            .lists(Challenge.class)
            .to(
                call ->
                    Reply.json(
                        Map.of("items", monitoring.challenges().list(call.path("product"))))),
        Route.get(PRODUCT + "/challenges/{challenge}")
            .id("getChallenge")
            .tag("monitoring")
            .summary("One challenge")
            .answers(Challenge.class)
            .to(
                call ->
                    Reply.json(
                        monitoring
                            .challenges()
                            .require(call.path("product"), call.path("challenge")))),
        Route.get(PRODUCT + "/loop")
            .id("getLoop")
            .tag("monitoring")
            .summary("The 28 steps as events show them, and every retraining")
            .answers(LoopStory.Loop.class)
            .to(call -> Reply.json(monitoring.loop().of(call.path("product")))));
  }

  private static Label label(Monitoring monitoring, String product, String key) {
    return monitoring
        .labels()
        .find(product, key)
        .orElseThrow(
            () ->
                new LooplineException(
                    KernelError.NOT_FOUND,
                    "Product " + product + " has no label for key " + key + " yet."));
  }

  private static List<Label> labels(LabelBatch batch) {
    if (batch.labels() == null || batch.labels().size() > MOST_LABELS) {
      throw new LooplineException(
          MonitoringError.LABEL_INVALID,
          "A batch needs 'labels' with at most " + MOST_LABELS + " of them; send several batches.");
    }
    return batch.labels().stream().map(MonitoringRoutes::label).toList();
  }

  private static Label label(LabelBody body) {
    JsonNode value = body.value();
    boolean binary =
        value != null
            && (value.isBoolean()
                || value.isNumber() && (value.asDouble() == 0 || value.asDouble() == 1));
    if (body.key() == null || body.time() == null || !binary) {
      throw new LooplineException(
          MonitoringError.LABEL_INVALID,
          "The label of key "
              + body.key()
              + " is not complete; it needs key, value (true, false, 1 or 0) and time.");
    }
    return new Label(
        body.key(), value.isBoolean() ? value.asBoolean() : value.asDouble() == 1, body.time());
  }
}
