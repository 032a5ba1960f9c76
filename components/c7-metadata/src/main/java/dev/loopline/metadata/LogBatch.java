package dev.loopline.metadata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is logged together, all of it or nothing, within MLflow's {@link Limits}. Values of
 * parameters and tags that are too long are cut, as MLflow does.
 *
 * @param modelMetrics which of the metrics tell of a logged model as well
 */
public record LogBatch(
    List<Metric> metrics,
    List<Map.Entry<String, String>> params,
    List<Map.Entry<String, String>> tags,
    List<ModelMetric> modelMetrics) {
  public LogBatch {
    metrics = List.copyOf(metrics);
    modelMetrics = List.copyOf(modelMetrics);
    limit("metrics", metrics.size(), Limits.BATCH_METRICS);
    limit("params", params.size(), Limits.BATCH_PARAMS);
    limit("tags", tags.size(), Limits.BATCH_TAGS);
    limit("metrics, params, and tags", metrics.size() + params.size() + tags.size(), Limits.BATCH);
    check(metrics);
    params = checked("params", params, Limits.PARAM_VALUE);
    tags = checked("tags", tags, Limits.TAG_VALUE);
    refuseTwice(params);
  }

  /** A batch that tells of no logged models. */
  public LogBatch(
      List<Metric> metrics,
      List<Map.Entry<String, String>> params,
      List<Map.Entry<String, String>> tags) {
    this(metrics, params, tags, List.of());
  }

  /** One metric; its errors name the parameters of a request for one. */
  public static LogBatch metric(Metric metric, List<ModelMetric> modelMetrics) {
    check("name", "timestamp", metric);
    return new LogBatch(List.of(metric), List.of(), List.of(), modelMetrics);
  }

  public static LogBatch param(String key, String value) {
    Limits.key("key", "Param key", key);
    return new LogBatch(List.of(), List.of(Map.entry(key, value)), List.of());
  }

  public static LogBatch tag(String key, String value) {
    Limits.key("key", "key", key);
    return new LogBatch(List.of(), List.of(), List.of(Map.entry(key, value)));
  }

  /** A training loop logs few names many times: each is looked at once. */
  private static void check(List<Metric> metrics) {
    Set<String> checked = new HashSet<>();
    for (int i = 0; i < metrics.size(); i++) {
      Metric metric = metrics.get(i);
      if (checked.add(metric.key()) || metric.timestamp() < 0) {
        check("metrics[" + i + "].name", "metrics[" + i + "].timestamp", metric);
      }
    }
  }

  private static void check(String namePath, String timestampPath, Metric metric) {
    Limits.key(namePath, "Metric name", metric.key());
    if (metric.timestamp() < 0) {
      throw Limits.invalidValue(
          timestampPath,
          metric.timestamp(),
          "metric '"
              + metric.key()
              + "' (value="
              + metric.value()
              + "). Timestamp must be a nonnegative long (64-bit integer) ");
    }
  }

  private static List<Map.Entry<String, String>> checked(
      String list, List<Map.Entry<String, String>> pairs, int most) {
    List<Map.Entry<String, String>> checked = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      String path = list + "[" + i + "]";
      Map.Entry<String, String> pair = pairs.get(i);
      Limits.key(path + ".key", path + ".key", pair.getKey());
      checked.add(Map.entry(pair.getKey(), Limits.cut(path + ".value", pair.getValue(), most)));
    }
    return List.copyOf(checked);
  }

  private static void refuseTwice(List<Map.Entry<String, String>> params) {
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> param : params) {
      if (!seen.add(param.getKey())) {
        throw Limits.invalid(
            "Duplicate parameter keys have been submitted: ['"
                + param.getKey()
                + "']. Please ensure the request contains only one param value per param key.");
      }
    }
  }

  private static void limit(String what, int size, int most) {
    if (size > most) {
      throw Limits.invalid(
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
}
