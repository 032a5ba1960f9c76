package dev.loopline.serving.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.serving.LoggedPrediction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A prediction as its line holds it; a missing value of the row is null there. What is short comes
 * first, so that a search need not read a line to its end.
 */
record LogLine(
    String id,
    String product,
    String endpoint,
    String model,
    String view,
    String commit,
    String key,
    Instant time,
    @Nullable Instant rowTime,
    int champion,
    double score,
    @Nullable Integer challenger,
    @Nullable Double challengerScore,
    int served,
    Map<String, JsonNode> values,
    List<@Nullable Float> row) {
  private static final String TIME = "\"time\":\"";

  /** Makes a prediction of a line, or of some of it. */
  @FunctionalInterface
  interface Reading {
    LoggedPrediction of(byte[] line, long position);
  }

  /** Reads all of a line. */
  static LoggedPrediction whole(byte[] line, long position) {
    String text = new String(line, StandardCharsets.UTF_8);
    return at(Json.read(text, LogLine.class).prediction(), position);
  }

  static LogLine of(LoggedPrediction p) {
    List<@Nullable Float> row = new java.util.ArrayList<>(p.row().length);
    for (float value : p.row()) {
      row.add(Float.isNaN(value) ? null : (Float) value);
    }
    return new LogLine(
        p.id(),
        p.product(),
        p.endpoint(),
        p.model(),
        p.view(),
        p.commit(),
        p.key(),
        p.time(),
        p.rowTime(),
        p.champion(),
        p.score(),
        p.challenger(),
        p.challengerScore(),
        p.served(),
        new TreeMap<>(p.values()),
        row);
  }

  /**
   * A line's time without reading the rest: nothing before it holds that mark, because a text's
   * quotes are escaped.
   */
  static Instant time(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8);
    int from = text.indexOf(TIME) + TIME.length();
    return Instant.parse(text.substring(from, text.indexOf('"', from)));
  }

  LoggedPrediction prediction() {
    float[] floats = new float[row.size()];
    for (int i = 0; i < floats.length; i++) {
      Float value = row.get(i);
      floats[i] = value == null ? Float.NaN : value;
    }
    return new LoggedPrediction(
        0,
        id,
        product,
        endpoint,
        model,
        view,
        commit,
        key,
        time,
        rowTime,
        values,
        floats,
        champion,
        score,
        challenger,
        challengerScore,
        served);
  }

  static LoggedPrediction named(LoggedPrediction p, String id) {
    return copy(p, p.position(), id, p.key().isEmpty() ? id : p.key());
  }

  static LoggedPrediction at(LoggedPrediction p, long position) {
    return copy(p, position, p.id(), p.key());
  }

  private static LoggedPrediction copy(LoggedPrediction p, long position, String id, String key) {
    return new LoggedPrediction(
        position,
        id,
        p.product(),
        p.endpoint(),
        p.model(),
        p.view(),
        p.commit(),
        key,
        p.time(),
        p.rowTime(),
        p.values(),
        p.row(),
        p.champion(),
        p.score(),
        p.challenger(),
        p.challengerScore(),
        p.served());
  }
}
