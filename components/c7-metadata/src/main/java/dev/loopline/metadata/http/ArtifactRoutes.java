package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.Runs;
import java.time.Duration;
import java.util.Map;

/** Files in MLflow's protocol: its artifact proxy, and a run's own listing. */
record ArtifactRoutes(Runs runs, RunFiles files, ArtifactReplies replies) {
  private static final String PROXY = "2.0/mlflow-artifacts/artifacts";
  private static final long LARGEST = 64L << 30;
  private static final long LARGEST_UPLOAD = 10 << 20;
  static final Duration TRANSFER = Duration.ofHours(6);

  void addTo(MlflowApi api) {
    api.reads("GET", "2.0/mlflow/artifacts/list", this::listOfRun)
        .reads("GET", PROXY, this::list)
        .add("PUT", PROXY + "/{+path}", r -> r.maxBody(LARGEST).timeout(TRANSFER), this::put)
        .add(
            "GET",
            PROXY + "/{+path}",
            r -> r.access(Access.READ).timeout(TRANSFER),
            call -> replies.download(place(call.path("path"))))
        .writes("DELETE", PROXY + "/{+path}", this::delete)
        .alone("GET", "/get-artifact", r -> r.access(Access.READ).timeout(TRANSFER), this::getOfRun)
        .alone(
            "POST",
            "/ajax-api/2.0/mlflow/upload-artifact",
            r -> r.maxBody(LARGEST_UPLOAD + 1),
            this::upload);
  }

  private static SafePath place(String path) {
    return ArtifactReplies.place(path);
  }

  private Reply put(Call call) {
    files.put(place(call.path("path")), call.stream(), LARGEST);
    return Reply.json(Map.of());
  }

  private Reply delete(Call call) {
    files.delete(place(call.path("path")));
    return Reply.json(Map.of());
  }

  /** The proxy's own listing: names in a folder. */
  private Reply list(Call call) {
    return replies.names(place(call.query("path").orElse("")));
  }

  /** A run's listing: paths from its root. */
  private Reply listOfRun(Call call) {
    return Reply.json(listed(MlflowRequest.of(call)));
  }

  ObjectNode listed(MlflowRequest request) {
    String run = request.runId();
    SafePath path = place(request.textOrEmpty("path"));
    return replies.below(runs.require(run).info().artifactUri(), path);
  }

  private Reply getOfRun(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    SafePath path = place(request.text("path"));
    String root = runs.require(request.runId()).info().artifactUri();
    return replies.download(ArtifactReplies.within(replies.own(root), path));
  }

  private Reply upload(Call call) {
    String run =
        call.query("run_uuid")
            .filter(id -> !id.isEmpty())
            .orElseThrow(() -> MlflowRequest.invalid("Request must specify run_uuid."));
    String name =
        call.query("path")
            .filter(p -> !p.isEmpty())
            .orElseThrow(() -> MlflowRequest.invalid("Request must specify path."));
    SafePath path = place(name);
    long length = call.request().headers().contentLength().orElse(0);
    if (length > LARGEST_UPLOAD) {
      throw MlflowRequest.invalid("Artifact size is too large. Max size is 10MB.");
    }
    if (!call.request().content().hasEntity() || length == 0) {
      throw MlflowRequest.invalid("Request must specify data.");
    }
    String root = runs.require(run).info().artifactUri();
    files.put(ArtifactReplies.within(replies.own(root), path), call.stream(), LARGEST_UPLOAD);
    return Reply.stream("application/json", out -> {});
  }
}
