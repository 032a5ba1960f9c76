package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.ProblemShape;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunArtifact;
import dev.loopline.metadata.Tracking;
import dev.loopline.metadata.TrackingError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs' files through MLflow's artifact proxy: {@code <experiment>/<run>/artifacts/<path>}. */
record ArtifactRoutes(Tracking tracking, ProblemShape problems, List<String> prefixes) {
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";
  private static final long LARGEST = 64L << 30;
  private static final Duration TRANSFER = Duration.ofHours(2);

  /** A run's id and a path below its artifact root. */
  private record Place(String runId, SafePath path) {}

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String prefix : prefixes) {
      routes.add(route(Route.get(prefix + "/artifacts/list")).to(this::listOfRun));
    }
    routes.add(route(Route.get(PROXY)).to(this::list));
    routes.add(
        route(Route.put(PROXY + "/{+path}")).maxBody(LARGEST).timeout(TRANSFER).to(this::put));
    routes.add(route(Route.get(PROXY + "/{+path}")).timeout(TRANSFER).to(this::get));
    return routes;
  }

  private Route.Builder route(Route.Builder route) {
    return route.tag("mlflow").summary("MLflow: artifacts").problems(problems).internal();
  }

  private Reply put(Call call) {
    Place place = place(call.path("path"));
    if (place.path().parts().isEmpty()) {
      throw MlflowBody.invalid("Name a file below the run's artifacts.");
    }
    tracking.putArtifact(place.runId(), place.path(), call.stream(), LARGEST);
    return Reply.json(Map.of());
  }

  private Reply get(Call call) {
    Place place = place(call.path("path"));
    RunArtifact artifact =
        tracking.artifacts(place.runId(), place.path()).stream()
            .filter(a -> a.path().equals(place.path().toString()))
            .findFirst()
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.RESOURCE_DOES_NOT_EXIST,
                        "Run " + place.runId() + " has no artifact '" + place.path() + "'."));
    return Reply.attachment(
        place.path().parts().getLast(),
        "application/octet-stream",
        artifact.size(),
        tracking.open(artifact));
  }

  /** The proxy's own listing: names below a folder. */
  private Reply list(Call call) {
    Place place = place(call.query("path").orElse(""));
    ObjectNode answer = Json.object();
    ArrayNode files = answer.putArray("files");
    int skip = place.path().parts().size();
    children(place.runId(), place.path())
        .forEach((path, artifact) -> files.add(file(name(path, skip), path, artifact)));
    return Reply.json(answer);
  }

  /** A run's listing: paths from its artifact root. */
  private Reply listOfRun(Call call) {
    Run run = tracking.run(MlflowRoutes.required(call, "run_id"));
    SafePath path = SafePath.of(call.query("path").orElse(""));
    ObjectNode answer = Json.object().put("root_uri", MlflowJson.artifactUri(run));
    ArrayNode files = answer.putArray("files");
    children(run.id(), path).forEach((child, artifact) -> files.add(file(child, child, artifact)));
    return Reply.json(answer);
  }

  private static ObjectNode file(String shown, String path, RunArtifact artifact) {
    boolean folder = !artifact.path().equals(path);
    ObjectNode file = Json.object().put("path", shown).put("is_dir", folder);
    return folder ? file : file.put("file_size", artifact.size());
  }

  /** Direct children of a folder by full path, with one artifact at or below each. */
  private Map<String, RunArtifact> children(String runId, SafePath folder) {
    int depth = folder.parts().size();
    Map<String, RunArtifact> children = new LinkedHashMap<>();
    for (RunArtifact artifact : tracking.artifacts(runId, folder)) {
      List<String> parts = SafePath.of(artifact.path()).parts();
      if (parts.size() > depth) {
        children.putIfAbsent(String.join("/", parts.subList(0, depth + 1)), artifact);
      }
    }
    return children;
  }

  private static String name(String path, int skip) {
    return SafePath.of(path).parts().get(skip);
  }

  private static Place place(String path) {
    List<String> parts = SafePath.of(path).parts();
    if (parts.size() < 3 || !parts.get(2).equals("artifacts")) {
      throw MlflowBody.invalid(
          "Invalid path: '" + path + "'; <experiment id>/<run id>/artifacts/… is expected.");
    }
    return new Place(parts.get(1), new SafePath(parts.subList(3, parts.size())));
  }
}
