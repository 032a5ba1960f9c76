package dev.loopline.serving.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.serving.LoggedPrediction;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads of predictions' lines what a search looks at: all but the row, and of the features only
 * some. A line is mostly these, so that takes a fraction of the time.
 *
 * @param features that are read
 */
record SearchedLine(Set<String> features) implements LogLine.Reading {
  private static final ObjectReader VALUE =
      Json.mapper()
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Override
  public LoggedPrediction of(byte[] line, long position) {
    try (JsonParser json = Json.mapper().getFactory().createParser(line)) {
      // No caller wrote it: its keys are those of a record and of a map.
      json.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      json.nextToken();
      Parts parts = new Parts();
      while (!parts.enough(features) && json.nextFieldName() instanceof String name) {
        json.nextToken();
        parts.read(name, json, features);
      }
      return parts.prediction(position);
    } catch (IOException e) {
      // Reading all of it says what is wrong.
      return LogLine.whole(line, position);
    }
  }

  /** What was read of a line. */
  private static final class Parts {
    private final Map<String, String> texts = HashMap.newHashMap(9);
    private @Nullable Map<String, JsonNode> values;
    private int champion;
    private double score;
    private @Nullable Integer challenger;
    private @Nullable Double challengerScore;
    private @Nullable Integer served;

    /** What comes behind {@code served} is the row, and the features if they were not before. */
    boolean enough(Set<String> features) {
      return served != null && (features.isEmpty() || values != null);
    }

    void read(String name, JsonParser json, Set<String> features) throws IOException {
      switch (name) {
        case "champion" -> champion = json.getIntValue();
        case "score" -> score = json.getDoubleValue();
        case "challenger" -> challenger = json.getIntValue();
        case "challengerScore" -> challengerScore = json.getDoubleValue();
        case "served" -> served = json.getIntValue();
        case "values" -> values = values(json, features, served != null);
        case "row" -> json.skipChildren();
        default -> texts.put(name, json.getText());
      }
    }

    /**
     * @param last whether nothing behind them is read, so that they need not be read to their end
     */
    private static Map<String, JsonNode> values(JsonParser json, Set<String> features, boolean last)
        throws IOException {
      Map<String, JsonNode> values = new HashMap<>();
      while (!(last && values.size() == features.size())
          && json.nextFieldName() instanceof String name) {
        JsonToken token = json.nextToken();
        if (!features.contains(name)) {
          json.skipChildren();
        } else if (token == JsonToken.VALUE_STRING) {
          values.put(name, TextNode.valueOf(json.getText()));
        } else {
          values.put(name, VALUE.readValue(json));
        }
      }
      return values;
    }

    LoggedPrediction prediction(long position) throws IOException {
      String rowTime = texts.get("rowTime");
      return new LoggedPrediction(
          position,
          text("id"),
          text("product"),
          text("endpoint"),
          text("model"),
          text("view"),
          text("commit"),
          text("key"),
          Instant.parse(text("time")),
          rowTime == null ? null : Instant.parse(rowTime),
          values == null ? Map.of() : values,
          new float[0],
          champion,
          score,
          challenger,
          challengerScore,
          there("served", served));
    }

    private String text(String name) throws IOException {
      return there(name, texts.get(name));
    }

    private static <T> T there(String name, @Nullable T part) throws IOException {
      if (part == null) {
        throw new IOException("a line without '" + name + "'");
      }
      return part;
    }
  }
}
