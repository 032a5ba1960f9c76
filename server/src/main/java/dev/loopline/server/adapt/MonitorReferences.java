package dev.loopline.server.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.Feature;
import dev.loopline.features.FeatureStore;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.monitoring.MonitoringError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether monitors name what there is: an endpoint of {@code serving.yaml}, its model, and a
 * feature of its view. A name that is not there would fail each evaluation, long after delivery.
 */
final class MonitorReferences {
  private MonitorReferences() {}

  static List<Violation> check(List<YamlDocument> documents) {
    Map<String, JsonNode> endpoints = named(documents, "endpoints");
    Map<String, JsonNode> views = named(documents, "views");
    List<Violation> found = new ArrayList<>();
    for (YamlDocument document : documents) {
      int i = 0;
      for (JsonNode monitor : document.tree().path("monitors")) {
        new One(document, "/monitors/" + i++, monitor).check(endpoints, views, found);
      }
    }
    return found;
  }

  private static Map<String, JsonNode> named(List<YamlDocument> documents, String list) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (YamlDocument document : documents) {
      for (JsonNode item : document.tree().path(list)) {
        found.put(item.path("name").asText(), item);
      }
    }
    return found;
  }

  /** A monitor in its document. */
  private record One(YamlDocument document, String at, JsonNode monitor) {
    void check(
        Map<String, JsonNode> endpoints, Map<String, JsonNode> views, List<Violation> found) {
      String name = monitor.path("endpoint").asText();
      JsonNode endpoint = endpoints.get(name);
      if (endpoint == null) {
        found.add(
            violation(
                "/endpoint",
                "serving.yaml declares no endpoint '" + name + "'" + nearest(name, endpoints)));
        return;
      }
      String model = endpoint.path("model").asText();
      if (!monitor.path("model").asText().equals(model)) {
        found.add(
            violation("/model", "endpoint '" + name + "' answers for " + model + "; write that"));
      }
      JsonNode view = views.get(endpoint.path("view").asText());
      JsonNode feature = monitor.path("ripeness").path("feature");
      if (feature.isTextual() && view != null && !mentions(view, feature.asText())) {
        found.add(
            violation(
                "/ripeness/feature",
                "view '"
                    + endpoint.path("view").asText()
                    + "' computes no '"
                    + feature.asText()
                    + "'; name one of its numeric features"));
      }
    }

    /** What a view computes is known once it is applied; until then its text must name it. */
    private static boolean mentions(JsonNode view, String feature) {
      String sql = view.path("sql").asText();
      return sql.contains("*")
          || Pattern.compile("(?i)(?<!\\w)" + Pattern.quote(feature) + "(?!\\w)")
              .matcher(sql)
              .find();
    }

    private static String nearest(String name, Map<String, JsonNode> known) {
      return Nearest.to(name, List.copyOf(known.keySet()))
          .map(n -> "; did you mean '" + n + "'?")
          .orElse("; it declares " + known.keySet());
    }

    private Violation violation(String part, String message) {
      return new Violation(document.file(), document.line(at + part), at + part, message);
    }
  }

  /** Called once the views are applied: a ripeness feature must be a number there. */
  static void requireNumbers(String product, List<YamlDocument> documents, FeatureStore features) {
    Map<String, JsonNode> endpoints = named(documents, "endpoints");
    for (JsonNode monitor : named(documents, "monitors").values()) {
      JsonNode feature = monitor.path("ripeness").path("feature");
      JsonNode endpoint = endpoints.get(monitor.path("endpoint").asText());
      if (feature.isTextual() && endpoint != null) {
        String view = endpoint.path("view").asText();
        features
            .findView(product, view)
            .ifPresent(there -> requireNumber(view, there.features(), feature.asText()));
      }
    }
  }

  private static void requireNumber(String view, List<Feature> features, String name) {
    boolean number = features.stream().anyMatch(f -> f.name().equals(name) && f.holdsNumbers());
    if (!number) {
      throw new LooplineException(
          MonitoringError.MONITOR_INVALID,
          "Ripeness depends on '"
              + name
              + "', which is no numeric feature of view "
              + view
              + "; name one of "
              + features.stream().filter(Feature::holdsNumbers).map(Feature::name).toList()
              + ".");
    }
  }
}
