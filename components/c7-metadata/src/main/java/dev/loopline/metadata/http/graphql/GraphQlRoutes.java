package dev.loopline.metadata.http.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.http.TrackingReads;
import dev.loopline.metadata.spi.ModelVersionSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MLflow's GraphQL endpoint; all that it offers reads. */
public final class GraphQlRoutes {
  private static final long LARGEST = 1 << 20;

  private final Resolvers resolvers;
  private @Nullable Queries queries;

  private GraphQlRoutes(Resolvers resolvers) {
    this.resolvers = resolvers;
  }

  public static List<Route> routes(Metadata metadata, ModelVersionSource versions) {
    GraphQlRoutes graphql = new GraphQlRoutes(new Resolvers(new TrackingReads(metadata), versions));
    MlflowApi api = new MlflowApi();
    for (String method : new String[] {"GET", "POST"}) {
      api.alone(
          method, "/graphql", route -> route.access(Access.READ).maxBody(LARGEST), graphql::answer);
    }
    return api.routes();
  }

  /** Made when it is first asked, not while the server starts. */
  private synchronized Queries queries() {
    Queries made = queries;
    if (made == null) {
      made = new Queries(resolvers);
      queries = made;
    }
    return made;
  }

  private Reply answer(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (request.textOrEmpty("query").isBlank()) {
      throw MlflowRequest.invalid(
          "'query' is "
              + (request.has("query") ? "empty" : "missing or null")
              + "; send the text of a GraphQL query, such as"
              + " {\"query\": \"{ mlflowGetExperiment(input: {experimentId: \\\"0\\\"})"
              + " { experiment { name } } }\"}.");
    }
    JsonNode variables = request.json().path("variables");
    if (variables.isTextual() && !variables.asText().isEmpty()) {
      variables = Json.parse(variables.asText());
    }
    String operation = request.textOrEmpty("operationName");
    return Reply.json(
        queries()
            .answer(request.text("query"), map(variables), operation.isEmpty() ? null : operation));
  }

  private static Map<String, @Nullable Object> map(JsonNode variables) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    variables.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
    return map;
  }

  private static @Nullable Object value(JsonNode node) {
    return node.isNull() ? null : Json.convert(node, Object.class);
  }
}
