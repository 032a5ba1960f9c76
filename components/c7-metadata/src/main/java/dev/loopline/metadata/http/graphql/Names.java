package dev.loopline.metadata.http.graphql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import graphql.schema.DataFetchingEnvironment;
import java.util.Locale;
import java.util.Map;

/** GraphQL writes in camel case what messages write with underscores. */
final class Names {
  private Names() {}

  static String ofMessage(String field) {
    return field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** The argument {@code input} as a message of the REST protocol. */
  static MlflowRequest input(DataFetchingEnvironment environment) {
    Map<String, Object> input = environment.getArgumentOrDefault("input", Map.of());
    ObjectNode message = Json.object();
    input.forEach((name, value) -> message.set(ofMessage(name), Json.tree(value)));
    return new MlflowRequest(message, "");
  }
}
