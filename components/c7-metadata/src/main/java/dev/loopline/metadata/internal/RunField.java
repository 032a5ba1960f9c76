package dev.loopline.metadata.internal;

import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.QueryError;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A field of runs under each of its names: MLflow's aliases and ours. */
sealed interface RunField {
  /** What runs log under a name of their own choice. */
  record Logged(Kind kind, String key) implements RunField {}

  /** A column of the run itself. */
  record Attribute(Name name) implements RunField {}

  /** A property of the datasets that a run read. */
  record OfDataset(String property) implements RunField {}

  /** What a run logs. */
  enum Kind {
    METRIC("run_metric_latest"),
    PARAM("run_param"),
    TAG("run_tag");

    private final String table;

    Kind(String table) {
      this.table = table;
    }

    String table() {
      return table;
    }
  }

  /** The columns of a run that can be asked for. */
  enum Name {
    RUN_ID,
    RUN_NAME,
    STATUS,
    USER_ID,
    ARTIFACT_URI,
    START_TIME,
    END_TIME,
    DURATION,
    EXPERIMENT_ID,
    EXPERIMENT,
    PRODUCT
  }

  /** The field that a query names. */
  static RunField of(Field field) {
    return switch (field.group().toLowerCase(Locale.ROOT)) {
      case "metrics", "metric" -> new Logged(Kind.METRIC, field.key());
      case "params", "param", "parameters", "parameter" -> new Logged(Kind.PARAM, field.key());
      case "tags", "tag" -> new Logged(Kind.TAG, field.key());
      case "datasets", "dataset" -> dataset(field);
      case "", "attributes", "attribute", "attr", "run" -> attribute(field);
      default ->
          throw QueryError.at(
              field.at(),
              "Invalid entity type '"
                  + field.group()
                  + "'. Valid values are ['metrics', 'params', 'tags', 'attributes', 'datasets'].");
    };
  }

  private static RunField dataset(Field field) {
    if (!List.of("name", "digest", "context").contains(field.key())) {
      throw QueryError.at(
          field.at(),
          "Invalid dataset key '" + field.key() + "' specified; there are name, digest, context.");
    }
    return new OfDataset(field.key());
  }

  private static RunField attribute(Field field) {
    Name name = NAMES.get(field.key().toLowerCase(Locale.ROOT).replace(' ', '_'));
    if (name == null) {
      throw QueryError.at(
          field.at(),
          "Invalid attribute key '"
              + field.key()
              + "' specified; runs have run_id, run_name, status, user_id, artifact_uri,"
              + " start_time, end_time, duration, experiment_id, experiment, product, and"
              + " metrics.<key>, params.<key>, tags.<key>.");
    }
    return new Attribute(name);
  }

  Map<String, Name> NAMES =
      Map.ofEntries(
          Map.entry("run_id", Name.RUN_ID),
          Map.entry("run_name", Name.RUN_NAME),
          Map.entry("name", Name.RUN_NAME),
          Map.entry("status", Name.STATUS),
          Map.entry("user_id", Name.USER_ID),
          Map.entry("artifact_uri", Name.ARTIFACT_URI),
          Map.entry("start_time", Name.START_TIME),
          Map.entry("created", Name.START_TIME),
          Map.entry("end_time", Name.END_TIME),
          Map.entry("duration", Name.DURATION),
          Map.entry("experiment_id", Name.EXPERIMENT_ID),
          Map.entry("experiment", Name.EXPERIMENT),
          Map.entry("product", Name.PRODUCT));
}
