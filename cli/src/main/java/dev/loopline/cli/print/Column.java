package dev.loopline.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param value what stands in it for an item
 */
public record Column(String header, Side side, Function<JsonNode, String> value) {
  /** At which side its values are flush. */
  public enum Side {
    LEFT,
    RIGHT
  }

  /** A column of texts. */
  public static Column text(String header, String field) {
    return new Column(header, Side.LEFT, item -> Texts.of(item.at(pointer(field))));
  }

  /** A column of numbers. */
  public static Column number(String header, String field) {
    return new Column(header, Side.RIGHT, item -> Texts.of(item.at(pointer(field))));
  }

  /** A column that is worked out. */
  public static Column of(String header, Function<JsonNode, String> value) {
    return new Column(header, Side.LEFT, value);
  }

  private static String pointer(String field) {
    return "/" + field;
  }
}
