package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What other instrumentations call what MLflow has names for: OpenInference, OpenTelemetry's
 * semantic conventions for generative AI, and Traceloop.
 */
final class SpanConventions {
  private static final String TYPE = "mlflow.spanType";
  private static final String TOKENS = "mlflow.chat.tokenUsage";
  private static final List<String> INPUTS =
      List.of(
          "input.value",
          "gen_ai.input.messages",
          "gen_ai.tool.call.arguments",
          "traceloop.entity.input");
  private static final List<String> OUTPUTS =
      List.of(
          "output.value",
          "gen_ai.output.messages",
          "gen_ai.tool.call.result",
          "traceloop.entity.output");
  private static final List<String> INPUT_TOKENS =
      List.of("llm.token_count.prompt", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens");
  private static final List<String> OUTPUT_TOKENS =
      List.of(
          "llm.token_count.completion",
          "gen_ai.usage.output_tokens",
          "gen_ai.usage.completion_tokens");
  private static final Map<String, String> OPERATIONS =
      Map.of(
          "chat", "CHAT_MODEL",
          "create_agent", "AGENT",
          "invoke_agent", "AGENT",
          "embeddings", "EMBEDDING",
          "execute_tool", "TOOL",
          "generate_content", "LLM",
          "text_completion", "LLM",
          "response", "LLM");
  private static final Map<String, String> TRACELOOP_KINDS =
      Map.of("workflow", "WORKFLOW", "task", "TASK", "agent", "AGENT", "tool", "TOOL");

  private SpanConventions() {}

  /** Adds MLflow's attributes where another's say the same. Values are JSON texts. */
  static void complete(ObjectNode attributes) {
    copyFirst(attributes, INPUTS, "mlflow.spanInputs");
    copyFirst(attributes, OUTPUTS, "mlflow.spanOutputs");
    String type = foreignType(attributes);
    if (!attributes.has(TYPE) && !type.isEmpty()) {
      attributes.put(TYPE, Json.write(type));
    }
    if (!attributes.has(TOKENS)) {
      long input = number(attributes, INPUT_TOKENS);
      long output = number(attributes, OUTPUT_TOKENS);
      if (input > 0 && output > 0) {
        attributes.put(
            TOKENS,
            Json.write(
                Json.object()
                    .put("input_tokens", input)
                    .put("output_tokens", output)
                    .put("total_tokens", input + output)));
      }
    }
  }

  private static void copyFirst(ObjectNode attributes, List<String> from, String to) {
    if (!attributes.has(to)) {
      from.stream()
          .filter(attributes::has)
          .findFirst()
          .ifPresent(key -> attributes.set(to, unpacked(attributes, key)));
    }
  }

  /** Others put the JSON of a structure into a text: it is the structure that is meant. */
  private static JsonNode unpacked(ObjectNode attributes, String key) {
    JsonNode value = decoded(attributes, key);
    if (value.isTextual() && value.asText().matches("(?s)\\s*[{\\[].*")) {
      try {
        return Json.tree(Json.write(Json.parse(value.asText())));
      } catch (LooplineException e) {
        // A text that only looks like JSON stays a text.
      }
    }
    return attributes.path(key);
  }

  static String type(ObjectNode attributes) {
    return decoded(attributes, TYPE).asText("");
  }

  /** What the span used, an empty object where it does not tell. */
  static JsonNode tokens(ObjectNode attributes) {
    JsonNode tokens = decoded(attributes, TOKENS);
    return tokens.isObject() ? tokens : Json.object();
  }

  private static String foreignType(ObjectNode attributes) {
    String kind = decoded(attributes, "openinference.span.kind").asText("");
    if (!kind.isEmpty()) {
      return kind.toUpperCase(Locale.ROOT);
    }
    String operation = decoded(attributes, "gen_ai.operation.name").asText("");
    String loop = decoded(attributes, "traceloop.span.kind").asText("").toLowerCase(Locale.ROOT);
    return OPERATIONS.getOrDefault(operation, TRACELOOP_KINDS.getOrDefault(loop, ""));
  }

  private static long number(ObjectNode attributes, List<String> keys) {
    return keys.stream()
        .filter(attributes::has)
        .findFirst()
        .map(key -> decoded(attributes, key).asLong())
        .orElse(0L);
  }

  private static JsonNode decoded(ObjectNode attributes, String key) {
    JsonNode text = attributes.path(key);
    try {
      return text.isTextual() ? Json.parse(text.asText()) : text;
    } catch (LooplineException e) {
      return text;
    }
  }
}
