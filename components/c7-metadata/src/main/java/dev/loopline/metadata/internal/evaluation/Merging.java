package dev.loopline.metadata.internal.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.evaluation.EvaluationRecord.Parts;
import org.jspecify.annotations.Nullable;

/** What a record that is sent makes of one that is there, or of none. */
final class Merging {
  private Merging() {}

  /** A record's inputs; none are an empty object. */
  static JsonNode inputs(JsonNode sent) {
    JsonNode inputs = sent.path("inputs");
    return inputs.isMissingNode() || inputs.isNull() ? Json.object() : inputs;
  }

  static Parts fresh(JsonNode sent) {
    JsonNode outputs = sent.path("outputs");
    return new Parts(
        inputs(sent),
        outputs.isMissingNode() ? Json.object() : outputs.isNull() ? null : outputs,
        object(sent, "expectations"),
        merged(Json.object(), object(sent, "tags")),
        object(sent, "source"));
  }

  static Parts onto(Parts there, JsonNode sent) {
    JsonNode outputs = sent.path("outputs");
    JsonNode expectations = object(sent, "expectations");
    return new Parts(
        there.inputs(),
        outputs.isMissingNode() ? there.outputs() : outputs.isNull() ? null : outputs,
        expectations == null
            ? there.expectations()
            : merged(
                there.expectations() == null ? Json.object() : there.expectations(), expectations),
        merged(there.tags(), object(sent, "tags")),
        there.source());
  }

  private static JsonNode merged(JsonNode there, @Nullable JsonNode more) {
    ObjectNode merged = there.deepCopy();
    if (more instanceof ObjectNode fields) {
      merged.setAll(fields);
    }
    return merged;
  }

  private static @Nullable JsonNode object(JsonNode sent, String field) {
    JsonNode value = sent.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isObject()) {
      throw Limits.invalid("A record's '" + field + "' must be a JSON object.");
    }
    return value;
  }
}
