package dev.loopline.metadata.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usual batch, read as it streams by: a run and its metrics, each with a key, a finite value, a
 * timestamp and mostly a step, and nothing else. Whatever differs is left to the careful reader,
 * which also says what is wrong with it.
 */
record MetricsOnly(String runId, List<Metric> metrics) {

  /** Null for any other batch. */
  static @Nullable MetricsOnly read(byte[] body) {
    try (JsonParser json = Json.mapper().getFactory().createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      String run = null;
      List<Metric> metrics = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("run_id") && value == JsonToken.VALUE_STRING) {
          run = json.getText();
        } else if (field.equals("metrics") && value == JsonToken.START_ARRAY) {
          metrics = metrics(json);
        } else if (!isEmpty(json, field, value)) {
          return null;
        }
      }
      boolean whole = json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
      return whole && run != null && !run.isEmpty() && metrics != null
          ? new MetricsOnly(run, metrics)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** One metric and its run, in one object; null for any other request. */
  static @Nullable MetricsOnly readOne(byte[] body) {
    try (JsonParser json = Json.mapper().getFactory().createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Reading reading = new Reading(new HashMap<>());
      Metric metric = reading.metric(json, true);
      String run = reading.run;
      return metric != null && run != null && !run.isEmpty() && json.nextToken() == null
          ? new MetricsOnly(run, List.of(metric))
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Clients name the run twice, and send lists of nothing. */
  private static boolean isEmpty(JsonParser json, String field, JsonToken value)
      throws IOException {
    return switch (field) {
      case "run_uuid" -> value == JsonToken.VALUE_STRING;
      case "params", "tags" ->
          value == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY;
      default -> false;
    };
  }

  private static @Nullable List<Metric> metrics(JsonParser json) throws IOException {
    List<Metric> metrics = new ArrayList<>();
    Reading reading = new Reading(new HashMap<>());
    while (json.nextToken() == JsonToken.START_OBJECT) {
      Metric metric = reading.metric(json, false);
      if (metric == null) {
        return null;
      }
      metrics.add(metric);
    }
    return json.currentToken() == JsonToken.END_ARRAY ? metrics : null;
  }

  /** Reads points, one after the other. */
  private static final class Reading {
    /** The keys so far: one object for each is less to carry from thread to thread. */
    private final Map<String, String> keys;

    private @Nullable String run;

    Reading(Map<String, String> keys) {
      this.keys = keys;
    }

    /**
     * A point.
     *
     * @param withRun whether the object names the run, too
     */
    @Nullable Metric metric(JsonParser json, boolean withRun) throws IOException {
      String key = null;
      double value = 0;
      long timestamp = -1;
      long step = 0;
      int known = 0;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken token = json.nextToken();
        if (field.equals("key") && token == JsonToken.VALUE_STRING) {
          key = keys.computeIfAbsent(json.getText(), same -> same);
          known |= 1;
        } else if (field.equals("value") && token.isNumeric()) {
          value = json.getDoubleValue();
          known |= 2;
        } else if (field.equals("timestamp") && token == JsonToken.VALUE_NUMBER_INT) {
          timestamp = json.getLongValue();
          known |= 4;
        } else if (field.equals("step") && token == JsonToken.VALUE_NUMBER_INT) {
          step = json.getLongValue();
        } else if (withRun && field.equals("run_id") && token == JsonToken.VALUE_STRING) {
          run = json.getText();
        } else if (!withRun || !field.equals("run_uuid") || token != JsonToken.VALUE_STRING) {
          return null;
        }
      }
      boolean whole = json.currentToken() == JsonToken.END_OBJECT && known == 7;
      return whole && key != null && !key.isEmpty() && Double.isFinite(value)
          ? new Metric(key, value, timestamp, step)
          : null;
    }
  }
}
