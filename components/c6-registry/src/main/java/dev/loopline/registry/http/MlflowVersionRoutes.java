package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.http.MediaTypes;
import dev.loopline.registry.Found;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewModelVersion;
import dev.loopline.registry.SearchQuery;
import dev.loopline.registry.Stages;
import dev.loopline.registry.Versions;
import java.time.Duration;
import java.util.Map;

/** Versions in MLflow's protocol. */
record MlflowVersionRoutes(Versions versions, Stages stages) {
  private static final String AT = "2.0/mlflow/model-versions/";
  private static final int PAGE = 10_000;
  private static final int LARGEST_PAGE = 200_000;
  private static final Duration TRANSFER = Duration.ofHours(6);

  void addTo(MlflowApi api) {
    api.writes("POST", AT + "create", this::create)
        .reads("GET", AT + "get", this::get)
        .writes("PATCH", AT + "update", this::update)
        .writes("POST", AT + "transition-stage", this::transition)
        .writes("DELETE", AT + "delete", this::delete)
        .reads("GET", AT + "search", this::search)
        .reads("GET", AT + "get-download-uri", this::downloadUri)
        .writes("POST", AT + "set-tag", this::setTag)
        .writes("DELETE", AT + "delete-tag", this::deleteTag)
        .alone(
            "GET",
            "/model-versions/get-artifact",
            r -> r.access(Access.READ).timeout(TRANSFER),
            this::artifact);
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    NewModelVersion version =
        new NewModelVersion(
            request.text("name"),
            request.text("source"),
            request.textOrEmpty("run_id"),
            request.textOrEmpty("run_link"),
            request.textOrEmpty("description"),
            request.textOrEmpty("model_id"),
            MlflowParameters.tags(request));
    return reply(versions.create(version, call.principal().name()));
  }

  private static Reply reply(ModelVersion version) {
    return Reply.json(Map.of("model_version", RegistryJson.version(version)));
  }

  private Reply get(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    return reply(versions.require(request.text("name"), MlflowParameters.version(request)));
  }

  private Reply update(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    return reply(
        versions.describe(
            request.text("name"),
            MlflowParameters.version(request),
            request.optionalText("description"),
            call.principal().name()));
  }

  private Reply transition(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Boolean archive = request.optionalBoolean("archive_existing_versions");
    return reply(
        versions.transition(
            request.text("name"),
            MlflowParameters.version(request),
            stages.require(request.text("stage")),
            Boolean.TRUE.equals(archive) ? Versions.Others.ARCHIVE : Versions.Others.STAY,
            call.principal().name()));
  }

  private Reply delete(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    versions.delete(
        request.text("name"), MlflowParameters.version(request), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply search(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Long wanted = request.optionalLong("max_results");
    if (wanted != null && wanted < 1) {
      throw MlflowRequest.invalid(
          "Invalid value for max_results. It must be a positive integer, but got " + wanted);
    }
    if (wanted != null && wanted > LARGEST_PAGE) {
      throw MlflowRequest.invalid(
          "Invalid value for request parameter max_results. It must be at most "
              + LARGEST_PAGE
              + ", but got value "
              + wanted);
    }
    int limit = wanted == null ? PAGE : wanted.intValue();
    return Reply.json(page(versions, MlflowParameters.query(request, limit)));
  }

  static ObjectNode page(Versions versions, SearchQuery query) {
    Found<ModelVersion> found = versions.search(query);
    ObjectNode answer = Json.object();
    RegistryJson.versions(answer, "model_versions", found.items());
    if (found.next() != null) {
      answer.put("next_page_token", found.next());
    }
    return answer;
  }

  private Reply downloadUri(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    ModelVersion version =
        versions.require(request.text("name"), MlflowParameters.version(request));
    return Reply.json(Json.object().put("artifact_uri", version.origin().place()));
  }

  private Reply setTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    versions.setTag(
        request.text("name"),
        MlflowParameters.version(request),
        request.text("key"),
        request.textOrEmpty("value"),
        call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply deleteTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    versions.deleteTag(
        request.text("name"),
        MlflowParameters.version(request),
        request.text("key"),
        call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply artifact(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    return download(
        versions.open(
            request.text("name"), MlflowParameters.version(request), request.text("path")));
  }

  static Reply download(Versions.Download file) {
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    return Reply.attachment(name, MediaTypes.of(name), file.size(), file.in());
  }
}
