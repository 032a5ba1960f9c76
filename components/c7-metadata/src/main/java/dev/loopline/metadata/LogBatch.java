package dev.loopline.metadata;

import dev.loopline.kernel.error.LooplineException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is logged together: all of it or nothing. Within MLflow's limits: 1000 metrics, 100
 * parameters, 100 tags, 1000 in all; keys of 250 characters, parameters of 6000, tags of 8000.
 */
public record LogBatch(
    List<Metric> metrics,
    List<Map.Entry<String, String>> params,
    List<Map.Entry<String, String>> tags) {
  public LogBatch {
    metrics = List.copyOf(metrics);
    params = List.copyOf(params);
    tags = List.copyOf(tags);
    limit("metrics", metrics.size(), 1000);
    limit("params", params.size(), 100);
    limit("tags", tags.size(), 100);
    limit("items", metrics.size() + params.size() + tags.size(), 1000);
    metrics.forEach(metric -> key("metric", metric.key()));
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> param : params) {
      key("param", param.getKey());
      value("param", param, 6000);
      if (!seen.add(param.getKey())) {
        throw invalid("Duplicate parameter keys have been submitted: " + param.getKey() + ".");
      }
    }
    for (Map.Entry<String, String> tag : tags) {
      key("tag", tag.getKey());
      value("tag", tag, 8000);
    }
  }

  private static void limit(String what, int size, int most) {
    if (size > most) {
      throw invalid(
          "A batch logging request can contain at most "
              + most
              + " "
              + what
              + ". Got "
              + size
              + " "
              + what
              + ". Please split up "
              + what
              + " across multiple requests and try again.");
    }
  }

  private static void key(String what, String key) {
    if (key.isEmpty() || key.length() > 250) {
      throw invalid(
          "The " + what + " name '" + abbreviate(key) + "' must have 1 to 250 characters.");
    }
  }

  private static void value(String what, Map.Entry<String, String> entry, int most) {
    if (entry.getValue().length() > most) {
      throw invalid(
          "The value of "
              + what
              + " '"
              + entry.getKey()
              + "' has "
              + entry.getValue().length()
              + " characters; at most "
              + most
              + " are kept.");
    }
  }

  private static String abbreviate(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static LooplineException invalid(String message) {
    return new LooplineException(TrackingError.INVALID_PARAMETER_VALUE, message);
  }
}
