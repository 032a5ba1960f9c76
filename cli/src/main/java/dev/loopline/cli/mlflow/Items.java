package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Texts;

/** What the items of the source's lists are called in problems, and what each of them must be. */
final class Items {
  private Items() {}

  /**
   * Such as "run 4f…" or, where it has no name, "run number 3 of the source's list".
   *
   * @param number from 1
   */
  static String called(String kind, String name, long number) {
    return name.isEmpty()
        ? kind + " number " + number + " of the source's list"
        : kind + " " + Texts.clipped(name);
  }

  static void requireObject(JsonNode item) {
    if (!item.isObject()) {
      throw new SourceFailed(0, "it is no JSON object");
    }
  }

  static void requireText(String field, String text) {
    if (text.isEmpty()) {
      throw new SourceFailed(0, "it has no " + field);
    }
  }

  /** A list within an item; absent ones are empty. */
  static JsonNode list(JsonNode in, String field) {
    JsonNode list = in.path(field);
    if (!list.isMissingNode() && !list.isArray()) {
      throw new SourceFailed(0, "its '" + field + "' is no list");
    }
    return list;
  }
}
