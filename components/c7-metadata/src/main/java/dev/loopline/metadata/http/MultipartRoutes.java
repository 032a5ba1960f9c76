package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.MultipartUploads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Uploads in parts, which MLflow's client chooses for large files where {@code
 * MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD} is set: it begins one, puts each part at the URL that it
 * was given for it (without its own credentials: the URL is the permission), and completes it with
 * the etags.
 */
record MultipartRoutes(MultipartUploads uploads) {
  private static final String MPU = "2.0/mlflow-artifacts/mpu/";
  private static final int SHOWN = 40;
  private static final int COMPLETION = 4 << 20;

  void addTo(MlflowApi api) {
    both(api, "create", this::create);
    both(api, "complete", this::complete);
    both(api, "abort", this::abort);
    api.add(
        "PUT",
        MPU + "parts/{upload}/{part}",
        r ->
            r.access(Access.OPEN)
                .maxBody(MultipartUploads.LARGEST_PART)
                .timeout(ArtifactRoutes.TRANSFER),
        this::part);
  }

  /** A step of an upload of a file in a folder. */
  private interface Step {
    Reply of(Call call, String folder);
  }

  /** The artifact root itself stands for no folder. */
  private static void both(MlflowApi api, String name, Step step) {
    UnaryOperator<Route.Builder> limits =
        r -> r.maxBody(COMPLETION).timeout(ArtifactRoutes.TRANSFER);
    api.add("POST", MPU + name, limits, call -> step.of(call, ""));
    api.add("POST", MPU + name + "/{+path}", limits, call -> step.of(call, call.path("path")));
  }

  private Reply create(Call call, String folder) {
    MlflowRequest request = MlflowRequest.of(call);
    int parts = parts(request);
    String upload = uploads.create(file(folder, request), parts);
    String base = base(call) + "/api/" + MPU + "parts/" + upload + "/";
    ObjectNode answer = Json.object().put("upload_id", upload);
    ArrayNode credentials = answer.putArray("credentials");
    for (int part = 1; part <= parts; part++) {
      ObjectNode credential = credentials.addObject().put("url", base + part);
      credential.put("part_number", part).putObject("headers");
    }
    return Reply.json(answer);
  }

  private static int parts(MlflowRequest request) {
    String told = request.json().path("num_parts").asText();
    // Beyond a long it is no number for others, but what is wrong with it is its size.
    if (told.matches("-?\\d{6,}")) {
      throw MlflowRequest.invalid(
          "num_parts is "
              + (told.length() > SHOWN ? told.substring(0, SHOWN) + "…" : told)
              + "; an upload has from 1 to "
              + MultipartUploads.MOST_PARTS
              + " parts.");
    }
    Long parts = request.optionalLong("num_parts");
    return parts == null ? 1 : Math.toIntExact(parts);
  }

  /** The host is one of this server's names, or the request would not have come here. */
  private static String base(Call call) {
    String scheme =
        call.header("X-Forwarded-Proto").filter("https"::equals).isPresent()
                || call.request().isSecure()
            ? "https"
            : "http";
    return scheme + "://" + call.header("Host").orElse("localhost");
  }

  /** Of the sender's own path to the file its name counts. */
  private static SafePath file(String folder, MlflowRequest request) {
    String path = request.text("path");
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return ArtifactReplies.within(ArtifactReplies.place(folder), ArtifactReplies.place(name));
  }

  private Reply part(Call call) {
    String number = call.path("part");
    int part = number.matches("[0-9]{1,5}") ? Integer.parseInt(number) : 0;
    String etag = uploads.put(call.path("upload"), part, call.stream());
    return new Reply.Empty(200, Map.of("ETag", "\"" + etag + "\""));
  }

  private Reply complete(Call call, String folder) {
    MlflowRequest request = MlflowRequest.of(call);
    List<MultipartUploads.Part> parts = new ArrayList<>();
    for (MlflowRequest part : request.list("parts")) {
      int number = Math.clamp(part.requiredLong("part_number"), 0, Integer.MAX_VALUE);
      parts.add(new MultipartUploads.Part(number, part.textOrEmpty("etag")));
    }
    uploads.complete(request.text("upload_id"), file(folder, request), parts);
    return Reply.json(Map.of());
  }

  private Reply abort(Call call, String folder) {
    MlflowRequest request = MlflowRequest.of(call);
    uploads.abort(request.text("upload_id"), file(folder, request));
    return Reply.json(Map.of());
  }
}
