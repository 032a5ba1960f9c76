package dev.loopline.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.json.Json;
import java.util.List;
import java.util.Locale;

/** What happened, read back from the server when the replay is over. */
final class Report {
  private final LooplineClient client;
  private final Replay.Played played;

  Report(LooplineClient client, Replay.Played played) {
    this.client = client;
    this.played = played;
  }

  ObjectNode gather(String source, List<Booking> bookings, double seconds) {
    ObjectNode report = Json.object();
    report.set(
        "data",
        Json.object()
            .put("source", source)
            .put("rows", bookings.size())
            .put("start", Timeline.START.toString()));
    report.set("steps", steps());
    report.put("predictions", played.predictions());
    report.put("labels", played.labels());
    report.set("retrainings", new Retrainings(client).all());
    report.set("auc", auc());
    report.set("trace", trace());
    report.put("seconds", Math.round(seconds * 10) / 10.0);
    return report;
  }

  private ArrayNode steps() {
    ArrayNode steps = Json.mapper().createArrayNode();
    for (JsonNode s : client.get(LooplineClient.path(Replay.PRODUCT, "loop")).path("steps")) {
      // A step that runs again right now was done before.
      boolean done = s.path("count").asLong() > 0;
      ObjectNode step =
          Json.object()
              .put("number", s.path("number").asInt())
              .put("name", s.path("name").asText())
              .put("state", done ? "done" : "missing");
      step.set("seconds", s.path("seconds"));
      step.put("count", s.path("count").asLong());
      step.put("evidence", s.path("evidence").asText(null));
      steps.add(step);
    }
    return steps;
  }

  private ObjectNode auc() {
    ObjectNode first = Json.object();
    ObjectNode loop = Json.object();
    double sumFirst = 0;
    double sumLoop = 0;
    int months = 0;
    JsonNode performance =
        client.get(
            LooplineClient.path(Replay.PRODUCT, "endpoints", Replay.ENDPOINT, "performance")
                + "?by=month");
    for (JsonNode m : performance.path("months")) {
      if (m.path("first").isNumber() && m.path("loop").isNumber()) {
        first.set(m.path("month").asText(), m.path("first"));
        loop.set(m.path("month").asText(), m.path("loop"));
        sumFirst += m.path("first").asDouble();
        sumLoop += m.path("loop").asDouble();
        months++;
      }
    }
    ObjectNode auc = Json.object();
    auc.set("static", first);
    auc.set("loop", loop);
    if (months > 0) {
      auc.put("staticMean", sumFirst / months);
      auc.put("loopMean", sumLoop / months);
    }
    return auc;
  }

  private JsonNode trace() {
    return client.get(
        LooplineClient.path(Replay.PRODUCT, "predictions", played.prediction(), "trace"));
  }

  /** The account's end, for people. */
  static void print(ObjectNode report, String url, Account account) {
    account.line("%nThe 28 steps");
    for (JsonNode s : report.path("steps")) {
      String evidence = s.path("evidence").asText("");
      account.line(
          "  %2d  %-46s %-8s %8s  %s",
          s.path("number").asInt(),
          s.path("name").asText(),
          s.path("state").asText(),
          s.path("seconds").isNumber()
              ? String.format(Locale.ROOT, "%.2f s", s.path("seconds").asDouble())
              : "",
          evidence.isEmpty() ? "" : url + evidence);
    }
    account.line("%nAUC by month of booking: the loop beside its first model kept static");
    JsonNode auc = report.path("auc");
    auc.path("loop")
        .properties()
        .forEach(
            month -> {
              double first = auc.path("static").path(month.getKey()).asDouble();
              double loop = month.getValue().asDouble();
              account.line(
                  "  %s  static %.4f  loop %.4f  %+.4f", month.getKey(), first, loop, loop - first);
            });
    account.line(
        "  mean     static %.4f  loop %.4f  %+.4f",
        auc.path("staticMean").asDouble(),
        auc.path("loopMean").asDouble(),
        auc.path("loopMean").asDouble() - auc.path("staticMean").asDouble());
    account.line("%nEvery training, what set it off and what became of it");
    for (JsonNode r : report.path("retrainings")) {
      account.line(
          "  %s  %-9s version %-3s %-11s %s",
          r.path("at").asText().substring(0, 10),
          r.path("trigger").asText(),
          r.path("challenger").asText(),
          r.path("decision").asText(),
          r.path("reason").asText());
    }
    account.line("%nOne prediction, back to the goal");
    for (JsonNode n : report.path("trace").path("nodes")) {
      account.line("  %-14s %s", n.path("kind").asText(), n.path("title").asText());
    }
  }
}
