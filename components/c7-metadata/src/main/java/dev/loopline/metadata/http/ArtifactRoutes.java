package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.Runs;
import dev.loopline.metadata.StoredFile;
import dev.loopline.metadata.TrackingError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files in MLflow's protocol: its artifact proxy, and a run's own listing. */
record ArtifactRoutes(Runs runs, RunFiles files) {
  private static final String PROXY = "2.0/mlflow-artifacts/artifacts";
  private static final long LARGEST = 64L << 30;
  private static final long LARGEST_UPLOAD = 10 << 20;
  private static final Duration TRANSFER = Duration.ofHours(6);

  void addTo(MlflowApi api) {
    api.reads("GET", "2.0/mlflow/artifacts/list", this::listOfRun)
        .reads("GET", PROXY, this::list)
        .add("PUT", PROXY + "/{+path}", r -> r.maxBody(LARGEST).timeout(TRANSFER), this::put)
        .add(
            "GET",
            PROXY + "/{+path}",
            r -> r.access(Access.READ).timeout(TRANSFER),
            call -> download(place(call.path("path"))))
        .writes("DELETE", PROXY + "/{+path}", this::delete)
        .alone("GET", "/get-artifact", r -> r.access(Access.READ).timeout(TRANSFER), this::getOfRun)
        .alone(
            "POST",
            "/ajax-api/2.0/mlflow/upload-artifact",
            r -> r.maxBody(LARGEST_UPLOAD + 1),
            this::upload);
  }

  private Reply put(Call call) {
    files.put(place(call.path("path")), call.stream(), LARGEST);
    return Reply.json(Map.of());
  }

  private Reply delete(Call call) {
    files.delete(place(call.path("path")));
    return Reply.json(Map.of());
  }

  private Reply download(SafePath path) {
    StoredFile file =
        files
            .find(path)
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.RESOURCE_DOES_NOT_EXIST,
                        "There is no artifact '" + path + "'."));
    return Reply.attachment(file.name(), MediaTypes.of(file.name()), file.size(), files.open(file));
  }

  /** The proxy's own listing: names in a folder. */
  private Reply list(Call call) {
    return listing(files.list(place(call.query("path").orElse(""))), 0, Optional.empty());
  }

  /** A run's listing: paths from its root. */
  private Reply listOfRun(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String run = request.runId();
    SafePath path = place(request.textOrEmpty("path"));
    String root = runs.require(run).info().artifactUri();
    List<StoredFile> found =
        files.place(root).map(at -> files.list(within(at, path))).orElse(List.of());
    int skipped = files.place(root).map(at -> at.toString().length() + 1).orElse(0);
    return listing(found, skipped, Optional.of(root));
  }

  private static Reply listing(List<StoredFile> found, int skipped, Optional<String> root) {
    ObjectNode answer = Json.object();
    root.ifPresent(uri -> answer.put("root_uri", uri));
    if (!found.isEmpty()) {
      ArrayNode list = answer.putArray("files");
      for (StoredFile file : found) {
        ObjectNode one =
            list.addObject()
                .put("path", skipped == 0 ? file.name() : file.path().substring(skipped))
                .put("is_dir", file.isFolder());
        if (!file.isFolder()) {
          one.put("file_size", file.size());
        }
      }
    }
    return Reply.json(answer);
  }

  private Reply getOfRun(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    SafePath path = place(request.text("path"));
    String root = runs.require(request.runId()).info().artifactUri();
    return download(within(own(root), path));
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
    files.put(within(own(root), path), call.stream(), LARGEST_UPLOAD);
    return Reply.stream("application/json", out -> {});
  }

  private SafePath own(String root) {
    return files
        .place(root)
        .orElseThrow(
            () ->
                new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "The run's files lie at "
                        + root
                        + ", outside this server's store; read them there."));
  }

  static SafePath within(SafePath root, SafePath path) {
    return path.parts().isEmpty() ? root : SafePath.of(root + "/" + path);
  }

  /** A single dot is the root itself. */
  static SafePath place(String path) {
    return SafePath.of(path.equals(".") ? "" : path);
  }
}
