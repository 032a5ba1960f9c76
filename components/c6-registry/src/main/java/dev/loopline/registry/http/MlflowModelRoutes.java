package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Found;
import dev.loopline.registry.Models;
import dev.loopline.registry.RegisteredModel;
import dev.loopline.registry.Stages;
import dev.loopline.registry.Versions;
import java.util.Map;

/** Registered models in MLflow's protocol. */
record MlflowModelRoutes(Models models, Versions versions, Stages stages) {
  private static final String AT = "2.0/mlflow/registered-models/";
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  void addTo(MlflowApi api) {
    api.writes("POST", AT + "create", this::create)
        .reads("GET", AT + "get", this::get)
        .writes("PATCH", AT + "update", this::update)
        .writes("POST", AT + "rename", this::rename)
        .writes("DELETE", AT + "delete", this::delete)
        .reads("GET", AT + "search", this::search)
        .reads("GET", AT + "get-latest-versions", this::latest)
        .reads("POST", AT + "get-latest-versions", this::latest)
        .writes("POST", AT + "set-tag", this::setTag)
        .writes("DELETE", AT + "delete-tag", this::deleteTag)
        .writes("POST", AT + "alias", this::setAlias)
        .writes("DELETE", AT + "alias", this::deleteAlias)
        .reads("GET", AT + "alias", this::byAlias);
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    return reply(
        models.create(
            request.text("name"),
            request.textOrEmpty("description"),
            MlflowParameters.tags(request),
            call.principal().name()));
  }

  private static Reply reply(RegisteredModel model) {
    return Reply.json(Map.of("registered_model", RegistryJson.model(model)));
  }

  private Reply get(Call call) {
    return reply(models.require(MlflowRequest.of(call).text("name")));
  }

  private Reply update(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    return reply(
        models.describe(
            request.text("name"), request.textOrEmpty("description"), call.principal().name()));
  }

  private Reply rename(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    return reply(
        models.rename(request.text("name"), request.text("new_name"), call.principal().name()));
  }

  private Reply delete(Call call) {
    models.delete(MlflowRequest.of(call).text("name"), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply search(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Long wanted = request.optionalLong("max_results");
    if (wanted != null && (wanted < 1 || wanted > LARGEST_PAGE)) {
      throw request.illTyped("max_results", request.json().path("max_results"));
    }
    int limit = wanted == null ? PAGE : wanted.intValue();
    Found<RegisteredModel> found = models.search(MlflowParameters.query(request, limit));
    ObjectNode answer = Json.object();
    if (!found.items().isEmpty()) {
      ArrayNode items = answer.putArray("registered_models");
      found.items().forEach(model -> items.add(RegistryJson.model(model)));
    }
    if (found.next() != null) {
      answer.put("next_page_token", found.next());
    }
    return Reply.json(answer);
  }

  private Reply latest(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String name = request.text("name");
    ObjectNode answer = Json.object();
    RegistryJson.versions(
        answer,
        "model_versions",
        versions.latest(name, request.texts("stages").stream().map(stages::require).toList()));
    return Reply.json(answer);
  }

  private Reply setTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    models.setTag(
        request.text("name"),
        request.text("key"),
        request.textOrEmpty("value"),
        call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply deleteTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    models.deleteTag(request.text("name"), request.text("key"), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply setAlias(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    models.setAlias(
        request.text("name"),
        request.text("alias"),
        MlflowParameters.version(request),
        call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply deleteAlias(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    models.deleteAlias(request.text("name"), request.text("alias"), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply byAlias(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    return Reply.json(
        Map.of(
            "model_version",
            RegistryJson.version(versions.byAlias(request.text("name"), request.text("alias")))));
  }
}
