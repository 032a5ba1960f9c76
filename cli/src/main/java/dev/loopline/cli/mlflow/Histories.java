package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loopline.cli.remote.Address;
import java.io.IOException;
import java.util.function.Consumer;

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
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("metrics") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
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
    double value = 0;
    long timestamp = 0;
    long step = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      switch (field) {
        case "value" -> value = number(json, token);
        case "timestamp" -> timestamp = whole(json, token);
        case "step" -> step = whole(json, token);
        default -> json.skipChildren();
      }
    }
    return new Point(key, value, timestamp, step);
  }

  private static double number(JsonParser json, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      try {
        return Double.parseDouble(json.getText());
      } catch (NumberFormatException e) {
        throw new SourceFailed(0, "a metric's value is no number");
      }
    }
    if (!token.isNumeric()) {
      throw new SourceFailed(0, "a metric's value is no number");
    }
    return json.getDoubleValue();
  }

  /** Early servers write 64-bit numbers as texts. */
  private static long whole(JsonParser json, JsonToken token) throws IOException {
    String text = json.getText();
    if ((token.isNumeric() || token == JsonToken.VALUE_STRING) && text.matches("-?\\d{1,18}")) {
      return Long.parseLong(text);
    }
    throw new SourceFailed(0, "a metric's time or step is no whole number");
  }

  private static void expect(JsonToken token, JsonToken wanted) {
    if (token != wanted) {
      throw new SourceFailed(0, "a history is no JSON object");
    }
  }
}
