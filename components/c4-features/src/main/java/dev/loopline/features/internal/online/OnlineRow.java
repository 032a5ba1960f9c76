package dev.loopline.features.internal.online;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A stored row: its event time as 8 bytes, then the values as a JSON array.
 *
 * @param at in microseconds since 1970
 */
public record OnlineRow(long at, List<JsonNode> values) {
  public OnlineRow {
    values = List.copyOf(values);
  }

  byte[] bytes() {
    ArrayNode array = Json.mapper().createArrayNode().addAll(values);
    byte[] json = Json.bytes(array);
    return ByteBuffer.allocate(Long.BYTES + json.length).putLong(at).put(json).array();
  }

  static long at(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  static OnlineRow of(byte[] bytes) {
    try {
      JsonNode array = Json.mapper().readTree(bytes, Long.BYTES, bytes.length - Long.BYTES);
      List<JsonNode> values = new ArrayList<>(array.size());
      array.forEach(values::add);
      return new OnlineRow(at(bytes), values);
    } catch (IOException e) {
      throw new UncheckedIOException("a damaged row in the online store", e);
    }
  }
}
