package dev.loopline.metadata.http.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.evaluation.EvaluationImports;
import dev.loopline.metadata.evaluation.Scorer;
import dev.loopline.metadata.http.ExperimentIds;
import java.util.List;

/**
 * Takes in evaluation datasets and scorers of another MLflow server, in the messages in which it
 * told of them. Each call may be repeated.
 */
public record EvaluationImportRoutes(EvaluationImports imports) {
  private static final String AT = "/api/v1/import";
  private static final long LARGEST = 64 << 20;
  private static final int MOST_RECORDS = 1_000;

  /**
   * An evaluation dataset.
   *
   * @param experimentIds here
   * @param dataset MLflow's message
   */
  public record DatasetImport(List<String> experimentIds, JsonNode dataset) {}

  /** What a dataset became. */
  public record DatasetImported(String id) {}

  /**
   * Records of a dataset.
   *
   * @param records as MLflow's list of them has them, at most a thousand
   */
  public record RecordsImport(JsonNode records) {}

  /**
   * What records became.
   *
   * @param leftOut records that were made here have their inputs or their ids
   */
  public record RecordsImported(int taken, int leftOut) {}

  /**
   * A version of a scorer.
   *
   * @param experimentId here
   * @param scorer MLflow's message
   */
  public record ScorerImport(String experimentId, JsonNode scorer) {}

  /** What a version of a scorer became. */
  public record ScorerImported(String id, String name, long version) {}

  public static List<Route> routes(EvaluationImports imports) {
    EvaluationImportRoutes routes = new EvaluationImportRoutes(imports);
    return List.of(
        route(Route.put(AT + "/datasets/{dataset}"), "importDataset")
            .summary("Takes in an evaluation dataset under its own id")
            .accepts(DatasetImport.class)
            .answers(DatasetImported.class)
            .to(routes::dataset),
        route(Route.post(AT + "/datasets/{dataset}/records"), "importDatasetRecords")
            .summary("Takes in records of an evaluation dataset under their own ids")
            .accepts(RecordsImport.class)
            .answers(RecordsImported.class)
            .to(routes::records),
        route(Route.put(AT + "/scorers"), "importScorer")
            .summary("Takes in a version of a scorer under its own number")
            .accepts(ScorerImport.class)
            .answers(ScorerImported.class)
            .to(routes::scorer));
  }

  private static Route.Builder route(Route.Builder route, String id) {
    return route.id(id).tag("metadata").access(Access.ADMIN).maxBody(LARGEST);
  }

  private static MlflowRequest message(String name, JsonNode node) {
    return new MlflowRequest(Json.object().set(name, node), "").message(name);
  }

  private Reply dataset(Call call) {
    DatasetImport body = call.wholeBody(DatasetImport.class);
    return Reply.json(
        new DatasetImported(
            imports
                .dataset(
                    EvaluationMessages.dataset(
                        call.path("dataset"),
                        body.experimentIds().stream().map(ExperimentIds::require).toList(),
                        message("dataset", body.dataset())))
                .id()));
  }

  private Reply records(Call call) {
    RecordsImport body = call.wholeBody(RecordsImport.class);
    List<MlflowRequest> records =
        new MlflowRequest(Json.object().set("records", body.records()), "").list("records");
    if (records.size() > MOST_RECORDS) {
      throw MlflowRequest.invalid("A request takes at most " + MOST_RECORDS + " records.");
    }
    int leftOut =
        imports.records(
            call.path("dataset"),
            records.stream().map(EvaluationMessages::evaluationRecord).toList());
    return Reply.json(new RecordsImported(records.size() - leftOut, leftOut));
  }

  private Reply scorer(Call call) {
    ScorerImport body = call.wholeBody(ScorerImport.class);
    Scorer taken =
        imports.scorer(
            EvaluationMessages.scorer(
                ExperimentIds.require(body.experimentId()), message("scorer", body.scorer())));
    return Reply.json(new ScorerImported(taken.id(), taken.name(), taken.version()));
  }
}
