package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What {@code ci.yaml} says. Reads what it can: whether all of it fits is the schema's to say.
 *
 * @param tests shell commands
 * @param network whether they may use the network
 * @param timeout of all of them together
 */
record CiFile(List<String> tests, boolean network, Duration timeout) {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  static final CiFile NONE = new CiFile(List.of(), false, TIMEOUT);

  CiFile {
    tests = List.copyOf(tests);
  }

  static CiFile of(JsonNode tree) {
    return new CiFile(
        StreamSupport.stream(tree.path("test").spliterator(), false).map(JsonNode::asText).toList(),
        tree.path("network").asBoolean(),
        timeout(tree.path("timeout").asText("")));
  }

  private static Duration timeout(String text) {
    return text.matches("PT[1-9][0-9]{0,3}[SM]") ? Duration.parse(text) : TIMEOUT;
  }
}
