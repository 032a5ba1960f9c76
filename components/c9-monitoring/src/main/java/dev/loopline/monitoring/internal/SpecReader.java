package dev.loopline.monitoring.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.MonitorSpec.Accuracy;
import dev.loopline.monitoring.MonitorSpec.Budget;
import dev.loopline.monitoring.MonitorSpec.ChallengePolicy;
import dev.loopline.monitoring.MonitorSpec.Drift;
import dev.loopline.monitoring.MonitorSpec.Keep;
import dev.loopline.monitoring.MonitorSpec.Ripeness;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads a valid {@code monitoring.yaml}, with the defaults of what it leaves out. */
final class SpecReader {
  private SpecReader() {}

  static List<MonitorSpec> read(YamlDocument document) {
    return StreamSupport.stream(document.tree().path("monitors").spliterator(), false)
        .map(SpecReader::monitor)
        .toList();
  }

  private static MonitorSpec monitor(JsonNode m) {
    JsonNode ripe = m.path("ripeness");
    JsonNode drift = m.path("drift");
    JsonNode accuracy = m.path("accuracy");
    JsonNode c = m.path("challenge");
    JsonNode budget = m.path("budget");
    return new MonitorSpec(
        m.path("name").asText(),
        m.path("endpoint").asText(),
        m.path("model").asText(),
        new Ripeness(
            ripe.path("afterDays").asInt(),
            ripe.hasNonNull("feature") ? ripe.path("feature").asText() : null),
        new Drift(
            drift.path("windowDays").asInt(30),
            drift.path("minSample").asInt(500),
            drift.path("psi").asDouble(0.2),
            drift.path("alpha").asDouble(0.01),
            drift.path("columns").asInt(1)),
        new Accuracy(
            accuracy.path("windowDays").asInt(30),
            accuracy.path("minLabels").asInt(300),
            accuracy.path("drop").asDouble(0.03),
            accuracy.path("alpha").asDouble(0.05)),
        new ChallengePolicy(
            c.path("backtestDays").asInt(60),
            c.path("minLabels").asInt(500),
            c.path("deadlineDays").asInt(30),
            c.path("requiredGain").asDouble(0.0),
            c.path("margin").asDouble(0.02),
            c.path("alpha").asDouble(0.1),
            Keep.valueOf(c.path("keepStatic").asText("FIRST")),
            c.path("watchDays").asInt(60)),
        new Budget(
            budget.path("coolDownDays").asInt(30),
            budget.path("alerts").asInt(24),
            budget.path("days").asInt(365)));
  }
}
