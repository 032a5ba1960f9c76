package dev.loopline.kernel.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A YAML document as a JSON tree, with the line of every part.
 *
 * @param file what errors call it
 * @param lines line (from 1) by JSON pointer
 */
public record YamlDocument(String file, JsonNode tree, Map<String, Integer> lines) {
  public YamlDocument {
    lines = Map.copyOf(lines);
  }

  /** The line of a JSON pointer, or of its nearest ancestor that has one. */
  public int line(String pointer) {
    String path = pointer;
    while (!lines.containsKey(path) && !path.isEmpty()) {
      path = path.substring(0, path.lastIndexOf('/'));
    }
    return lines.getOrDefault(path, 1);
  }

  /** {@code file:line} of a JSON pointer. */
  public String at(String pointer) {
    return file + ":" + line(pointer);
  }
}
