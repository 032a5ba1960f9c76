package dev.loopline.metadata.http.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.http.TrackingReads;
import dev.loopline.metadata.spi.ModelVersionSource;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import java.util.List;
import java.util.function.Function;

/** Where the roots of queries, and what leads from one message to another, come from. */
record Resolvers(TrackingReads reads, ModelVersionSource versions) {
  private static final int PAGE = 1_000;
  private static final int LARGEST_PAGE = 200_000;

  RuntimeWiring.Builder wire(RuntimeWiring.Builder wiring) {
    return wiring
        .type("Query", this::queries)
        .type("Mutation", this::mutations)
        .type(
            "MlflowRunExtension",
            type ->
                type.dataFetcher("experiment", this::experimentOfRun)
                    .dataFetcher("modelVersions", this::versionsOfRun));
  }

  private TypeRuntimeWiring.Builder queries(TypeRuntimeWiring.Builder type) {
    return type.dataFetcher("test", Resolvers::echo)
        .dataFetcher("mlflowGetExperiment", by(reads::experiment))
        .dataFetcher("mlflowGetRun", by(reads::run))
        .dataFetcher("mlflowListArtifacts", by(reads::artifacts))
        .dataFetcher("mlflowGetMetricHistoryBulkInterval", by(reads::sampledHistory))
        .dataFetcher("mlflowSearchModelVersions", by(this::searchVersions))
        .dataFetcher("mlflowSearchRuns", by(reads::runs))
        .dataFetcher("mlflowSearchDatasets", by(reads::datasets));
  }

  private TypeRuntimeWiring.Builder mutations(TypeRuntimeWiring.Builder type) {
    return type.dataFetcher("testMutation", Resolvers::echo)
        .dataFetcher("mlflowSearchRuns", by(reads::runs))
        .dataFetcher("mlflowSearchDatasets", by(reads::datasets));
  }

  private static DataFetcher<JsonNode> by(Function<MlflowRequest, ? extends JsonNode> read) {
    return environment -> read.apply(Names.input(environment));
  }

  private static JsonNode echo(DataFetchingEnvironment environment) {
    String text = environment.getArgument("inputString");
    return Json.object().put("output", text);
  }

  private JsonNode searchVersions(MlflowRequest request) {
    return versions.search(
        request.textOrEmpty("filter"),
        request.maxResults(PAGE, LARGEST_PAGE),
        request.texts("order_by"),
        request.textOrEmpty("page_token"));
  }

  private JsonNode experimentOfRun(DataFetchingEnvironment environment) {
    JsonNode run = environment.getSource();
    String id = run == null ? "" : run.path("info").path("experiment_id").asText();
    return reads
        .experiment(new MlflowRequest(Json.object().put("experiment_id", id), ""))
        .path("experiment");
  }

  private List<JsonNode> versionsOfRun(DataFetchingEnvironment environment) {
    JsonNode run = environment.getSource();
    String id = run == null ? "" : run.path("info").path("run_id").asText();
    JsonNode found = versions.search("run_id = '" + id + "'", PAGE, List.of(), "");
    return found.path("model_versions").valueStream().toList();
  }
}
