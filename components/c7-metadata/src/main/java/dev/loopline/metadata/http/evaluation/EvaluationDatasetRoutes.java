package dev.loopline.metadata.http.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.evaluation.EvaluationDataset;
import dev.loopline.metadata.evaluation.EvaluationDatasets;
import dev.loopline.metadata.evaluation.EvaluationRecord;
import dev.loopline.metadata.http.ExperimentIds;
import dev.loopline.metadata.http.Offsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluation datasets in MLflow's protocol. */
record EvaluationDatasetRoutes(EvaluationDatasets datasets) {
  private static final String AT = "3.0/mlflow/datasets";
  private static final int PAGE = 1_000;
  private static final int LARGEST_PAGE = 50_000;

  void addTo(MlflowApi api) {
    api.writes("POST", AT + "/create", this::create)
        .reads("POST", AT + "/search", this::search)
        .reads("GET", AT + "/search", this::search)
        .reads("GET", AT + "/{id}", call -> reply(datasets.require(call.path("id"))))
        .writes("DELETE", AT + "/{id}", this::delete)
        .writes("PATCH", AT + "/{id}/tags", this::setTags)
        .writes("DELETE", AT + "/{id}/tags/{+key}", this::deleteTag)
        .writes("POST", AT + "/{id}/records", this::merge)
        .reads("GET", AT + "/{id}/records", this::records)
        .reads("GET", AT + "/{id}/experiment-ids", this::experiments)
        .writes("POST", AT + "/{id}/add-experiments", this::addExperiments)
        .writes("POST", AT + "/{id}/remove-experiments", this::removeExperiments);
  }

  private static Reply reply(EvaluationDataset dataset) {
    return Reply.json(Map.of("dataset", EvaluationJson.dataset(dataset)));
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String tags = request.textOrEmpty("tags");
    return reply(
        datasets.create(
            request.text("name"),
            ids(request),
            tags.isEmpty() ? Map.of() : texts(document(request, "tags"))));
  }

  private static List<Long> ids(MlflowRequest request) {
    return request.texts("experiment_ids").stream().map(ExperimentIds::require).toList();
  }

  /** A field that holds a JSON document as text. */
  private static JsonNode document(MlflowRequest request, String field) {
    try {
      return Json.parse(request.text(field));
    } catch (LooplineException e) {
      throw MlflowRequest.invalid("Invalid JSON in '" + field + "': " + e.getMessage());
    }
  }

  private static Map<String, String> texts(JsonNode object) {
    if (!object.isObject()) {
      throw MlflowRequest.invalid("'tags' must be the text of a JSON object.");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      if (!value.isNull()) {
        texts.put(field.getKey(), value.isTextual() ? value.asText() : Json.write(value));
      }
    }
    return texts;
  }

  private Reply delete(Call call) {
    datasets.delete(call.path("id"));
    return Reply.json(Map.of());
  }

  private Reply search(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Long asked = request.optionalLong("max_results");
    int limit = asked != null && asked == 0 ? PAGE : request.maxResults(PAGE, LARGEST_PAGE);
    int offset = Offsets.decode(request.textOrEmpty("page_token"));
    List<Long> experiments = ExperimentIds.known(request.texts("experiment_ids"));
    ObjectNode answer = Json.object();
    if (experiments.isEmpty() && !request.texts("experiment_ids").isEmpty()) {
      return Reply.json(answer);
    }
    List<EvaluationDataset> found =
        datasets.search(
            experiments,
            request.textOrEmpty("filter_string"),
            request.texts("order_by"),
            offset,
            limit + 1);
    if (!found.isEmpty()) {
      ArrayNode list = answer.putArray("datasets");
      found.stream().limit(limit).forEach(d -> list.add(EvaluationJson.dataset(d)));
    }
    if (found.size() > limit) {
      answer.put("next_page_token", Offsets.encode(offset + limit));
    }
    return Reply.json(answer);
  }

  private Reply setTags(Call call) {
    datasets.setTags(call.path("id"), texts(document(MlflowRequest.of(call), "tags")));
    return Reply.json(Map.of());
  }

  private Reply deleteTag(Call call) {
    datasets.deleteTag(call.path("id"), call.path("key"));
    return Reply.json(Map.of());
  }

  private Reply merge(Call call) {
    JsonNode sent = document(MlflowRequest.of(call), "records");
    if (!sent.isArray()) {
      throw MlflowRequest.invalid("'records' must be the text of a JSON list.");
    }
    List<JsonNode> records = new ArrayList<>(sent.size());
    for (JsonNode record : sent) {
      if (!record.isObject()) {
        throw MlflowRequest.invalid("Each of the 'records' must be a JSON object.");
      }
      records.add(record);
    }
    EvaluationDatasets.Merged merged = datasets.merge(call.path("id"), records);
    return Reply.json(
        Map.of("inserted_count", merged.inserted(), "updated_count", merged.updated()));
  }

  private Reply records(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    int limit = request.maxResults(PAGE, LARGEST_PAGE);
    int offset = Offsets.decode(request.textOrEmpty("page_token"));
    String id = call.path("id");
    List<EvaluationRecord> found = datasets.records(id, offset, limit + 1);
    ArrayNode list = Json.mapper().createArrayNode();
    found.stream().limit(limit).forEach(r -> list.add(EvaluationJson.record(id, r)));
    ObjectNode answer = Json.object().put("records", Json.write(list));
    if (found.size() > limit) {
      answer.put("next_page_token", Offsets.encode(offset + limit));
    }
    return Reply.json(answer);
  }

  private Reply experiments(Call call) {
    return Reply.json(EvaluationJson.experiments(Json.object(), datasets.require(call.path("id"))));
  }

  private Reply addExperiments(Call call) {
    return reply(datasets.addExperiments(call.path("id"), ids(MlflowRequest.of(call))));
  }

  private Reply removeExperiments(Call call) {
    return reply(
        datasets.removeExperiments(
            call.path("id"), ExperimentIds.known(MlflowRequest.of(call).texts("experiment_ids"))));
  }
}
