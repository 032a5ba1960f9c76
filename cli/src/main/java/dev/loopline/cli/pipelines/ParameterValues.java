package dev.loopline.cli.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.cli.print.Printer;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Values for a pipeline's parameters. */
final class ParameterValues {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "A parameter's value, as JSON or else as text. May be given several times.")
  Map<String, String> given = new LinkedHashMap<>();

  ObjectNode values() {
    ObjectNode values = Printer.object();
    given.forEach((name, value) -> values.set(name, value(value)));
    return values;
  }

  private static JsonNode value(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      return read.isMissingNode() ? TextNode.valueOf(text) : read;
    } catch (JsonProcessingException e) {
      // Most texts are no JSON, and need no quotes on a command line.
      return TextNode.valueOf(text);
    }
  }
}
