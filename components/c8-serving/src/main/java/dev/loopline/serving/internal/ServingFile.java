package dev.loopline.serving.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.JsonSchema;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.serving.EndpointSpec;
import dev.loopline.serving.ServingError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code serving.yaml}. */
final class ServingFile {
  private final JsonSchema schema = JsonSchema.load(EndpointSpec.class, "serving.schema.json");

  List<Violation> validate(YamlDocument document) {
    List<Violation> found = new ArrayList<>(schema.validate(document));
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode endpoint : document.tree().path("endpoints")) {
      String at = "/endpoints/" + i++ + "/name";
      if (!names.add(endpoint.path("name").asText())) {
        found.add(
            new Violation(
                document.file(),
                document.line(at),
                at,
                "endpoint '" + endpoint.path("name").asText() + "' is there twice; rename one"));
      }
    }
    return found;
  }

  List<EndpointSpec> read(YamlDocument document) {
    List<Violation> found = validate(document);
    if (!found.isEmpty()) {
      throw new LooplineException(
          ServingError.SERVING_INVALID,
          String.join("\n", found.stream().map(Violation::toString).toList()));
    }
    List<EndpointSpec> specs = new ArrayList<>();
    for (JsonNode e : document.tree().path("endpoints")) {
      specs.add(
          new EndpointSpec(
              e.path("name").asText(),
              e.path("model").asText(),
              e.path("view").asText(),
              e.path("challenger").path("share").asDouble(0),
              e.path("challenger").path("shadow").asBoolean(true)));
    }
    return specs;
  }
}
