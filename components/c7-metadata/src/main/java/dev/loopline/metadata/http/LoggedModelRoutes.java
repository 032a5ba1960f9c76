package dev.loopline.metadata.http;

import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.metadata.LoggedModelStatus;
import dev.loopline.metadata.LoggedModels;
import dev.loopline.metadata.NewLoggedModel;
import dev.loopline.metadata.TrackingError;
import java.util.Map;

/** Logged models in MLflow's protocol. */
record LoggedModelRoutes(LoggedModels models, ArtifactReplies files) {
  private static final String AT = "2.0/mlflow/logged-models";
  private static final Reply DONE = Reply.json(Map.of());

  void addTo(MlflowApi api) {
    api.writes("POST", AT, this::create)
        .reads("POST", AT + "/search", new LoggedModelSearch(models)::search)
        .reads("GET", AT + "/{id}", call -> reply(required(call)))
        .writes("PATCH", AT + "/{id}", this::finish)
        .writes("DELETE", AT + "/{id}", this::delete)
        .writes("PATCH", AT + "/{id}/tags", this::setTags)
        .writes("DELETE", AT + "/{id}/tags/{+key}", this::deleteTag)
        .writes("POST", AT + "/{id}/params", this::logParams)
        .reads("GET", AT + "/{id}/artifacts/directories", this::list)
        .alone(
            "GET",
            "/ajax-api/" + AT + "/{id}/artifacts/files",
            r -> r.access(Access.READ).timeout(ArtifactRoutes.TRANSFER),
            this::download);
  }

  private static Reply reply(LoggedModel model) {
    return Reply.json(Map.of("model", LoggedModelJson.of(model)));
  }

  private LoggedModel required(Call call) {
    String id = call.path("id");
    return call.query("allow_deleted").filter("true"::equalsIgnoreCase).isPresent()
        ? models.find(id).orElseGet(() -> models.require(id))
        : models.require(id);
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String experiment = request.idText("experiment_id");
    return reply(
        models.create(
            new NewLoggedModel(
                ExperimentIds.require(experiment),
                request.textOrEmpty("name"),
                request.textOrEmpty("model_type"),
                request.textOrEmpty("source_run_id"),
                request.pairs("params"),
                request.pairs("tags")),
            call.principal().name()));
  }

  private Reply finish(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    request.text("model_id");
    LoggedModelStatus status = request.optionalEnum("status", LoggedModelStatus.class);
    if (status == null) {
      throw request.missing("status");
    }
    return reply(models.finish(call.path("id"), status, call.principal().name()));
  }

  private Reply delete(Call call) {
    models.delete(call.path("id"), call.principal().name());
    return DONE;
  }

  private Reply setTags(Call call) {
    models.setTags(call.path("id"), MlflowRequest.of(call).pairs("tags"));
    return DONE;
  }

  private Reply deleteTag(Call call) {
    models.deleteTag(call.path("id"), call.path("key"));
    return DONE;
  }

  private Reply logParams(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    request.text("model_id");
    models.logParams(call.path("id"), request.pairs("params"));
    return DONE;
  }

  private Reply list(Call call) {
    SafePath path = ArtifactReplies.place(call.query("artifact_directory_path").orElse(""));
    return Reply.json(files.below(models.require(call.path("id")).artifactUri(), path));
  }

  private Reply download(Call call) {
    String wanted =
        call.query("artifact_file_path")
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.BAD_REQUEST,
                        "Request must include the \"artifact_file_path\" query parameter."));
    SafePath path = ArtifactReplies.place(wanted);
    String root = models.require(call.path("id")).artifactUri();
    return files.download(ArtifactReplies.within(files.own(root), path));
  }
}
