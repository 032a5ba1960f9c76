package dev.loopline.monitoring.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.JsonSchema;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.MonitoringError;
import dev.loopline.monitoring.Monitors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads and checks {@code monitoring.yaml}, as far as it can be checked alone. */
final class MonitorFile {
  private static final JsonSchema SCHEMA =
      JsonSchema.load(Monitors.class, "/dev/loopline/monitoring/monitoring.schema.json");

  private MonitorFile() {}

  static List<Violation> validate(YamlDocument document) {
    List<Violation> found = new ArrayList<>(SCHEMA.validate(document));
    Set<String> names = new HashSet<>();
    Set<String> endpoints = new HashSet<>();
    int i = 0;
    for (JsonNode monitor : document.tree().path("monitors")) {
      String at = "/monitors/" + i++;
      String name = monitor.path("name").asText();
      String endpoint = monitor.path("endpoint").asText();
      if (!names.add(name)) {
        found.add(
            twice(document, at + "/name", "monitor '" + name + "' is there twice; rename one"));
      }
      if (!endpoints.add(endpoint)) {
        found.add(
            twice(
                document,
                at + "/endpoint",
                "endpoint '" + endpoint + "' has two monitors; one watches all of it"));
      }
    }
    return found;
  }

  private static Violation twice(YamlDocument document, String at, String message) {
    return new Violation(document.file(), document.line(at), at, message);
  }

  static List<MonitorSpec> read(YamlDocument document) {
    List<Violation> wrong = validate(document);
    if (!wrong.isEmpty()) {
      throw new LooplineException(
          MonitoringError.MONITOR_INVALID,
          String.join("\n", wrong.stream().map(Violation::toString).toList()));
    }
    return SpecReader.read(document);
  }
}
