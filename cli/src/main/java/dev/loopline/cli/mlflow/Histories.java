package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whole histories of metrics, read as they stream by: however long they are, and whether the source
 * knows pages of them or not.
 */
record Histories(Source source) {
  private static final int PAGE = 25_000;
  private static final int MOST_PAGES = 100_000;

  /**
   * Hands over each point; some of them twice where an answer broke off and was asked for again.
   */
  void read(String run, String key, Consumer<Point> handler) {
    String token = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      Address asked =
          Address.of(MLFLOW + "metrics/get-history")
              .with("run_id", run)
              .with("run_uuid", run)
              .with("metric_key", key)
              .with("max_results", PAGE)
              .with("page_token", token);
      Read read = source.stream(asked, in -> read(Source.JSON.createParser(in), key, handler));
      if (read.next().isEmpty() || read.next().equals(token) || read.points() == 0) {
        return;
      }
      token = read.next();
    }
  }

  private record Read(long points, String next) {}

  private static Read read(JsonParser json, String key, Consumer<Point> handler)
      throws IOException {
    try (json) {
      long points = 0;
      String next = "";
      expect(json.nextToken(), JsonToken.START_OBJECT, key);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("metrics") && value != JsonToken.VALUE_NULL) {
          expect(value, JsonToken.START_ARRAY, key);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.START_OBJECT, key);
            handler.accept(point(json, key));
            points++;
          }
        } else if (field.equals("next_page_token") && value == JsonToken.VALUE_STRING) {
          next = json.getText();
        } else {
          json.skipChildren();
        }
      }
      return new Read(points, next);
    }
  }

  private static Point point(JsonParser json, String key) throws IOException {
    @Nullable Double value = null;
    long timestamp = 0;
    long step = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      switch (field) {
        case "value" -> value = number(json, token, key);
        case "timestamp" -> timestamp = whole(json, token, key);
        case "step" -> step = whole(json, token, key);
        default -> json.skipChildren();
      }
    }
    if (value == null) {
      throw failed(key, "has a point without a value");
    }
    return new Point(key, value, timestamp, step);
  }

  private static double number(JsonParser json, JsonToken token, String key) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      try {
        return Double.parseDouble(json.getText());
      } catch (NumberFormatException e) {
        throw failed(key, "has a value that is no number");
      }
    }
    if (!token.isNumeric()) {
      throw failed(key, "has a value that is no number");
    }
    return json.getDoubleValue();
  }

  /** Early servers write 64-bit numbers as texts. */
  private static long whole(JsonParser json, JsonToken token, String key) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return 0;
    }
    String text = json.getText();
    if (token.isNumeric() || token == JsonToken.VALUE_STRING) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw failed(key, "has a time or step that is no whole number of 64 bits");
      }
    }
    throw failed(key, "has a time or step that is no whole number");
  }

  private static void expect(@Nullable JsonToken token, JsonToken wanted, String key) {
    if (token != wanted) {
      throw failed(key, "has a history that is no MLflow server's answer");
    }
  }

  private static SourceFailed failed(String key, String what) {
    return new SourceFailed(0, "its metric '" + Texts.clipped(key) + "' " + what);
  }
}
