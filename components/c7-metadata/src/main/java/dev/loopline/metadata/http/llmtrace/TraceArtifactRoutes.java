package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.http.ArtifactReplies;
import dev.loopline.metadata.llmtrace.LlmTraces;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TracedSpans;
import java.io.ByteArrayInputStream;
import java.util.List;

/** The spans of a trace as a file, from the store or as its client uploaded it. */
record TraceArtifactRoutes(LlmTraces traces, RunFiles files) {
  private static final String NAME = "traces.json";

  void addTo(MlflowApi api) {
    for (String version : new String[] {"2.0", "3.0"}) {
      api.alone(
          "GET",
          "/ajax-api/" + version + "/mlflow/get-trace-artifact",
          route -> route.access(Access.READ),
          this::get);
    }
  }

  private Reply get(Call call) {
    String id =
        call.query("request_id")
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.BAD_REQUEST,
                        "Request must include the \"request_id\" query parameter."));
    TraceInfo info = traces.require(id);
    return info.hasSpansInStore() ? spans(id) : uploaded(info);
  }

  private Reply spans(String id) {
    ObjectNode file = Json.object();
    ArrayNode spans = file.putArray("spans");
    for (TracedSpans trace : traces.withSpans(List.of(id))) {
      trace.spans().forEach(span -> spans.add(span.content()));
    }
    byte[] bytes = Json.bytes(file);
    return Reply.attachment(NAME, "text/plain", bytes.length, new ByteArrayInputStream(bytes))
        .header("Content-Disposition", "attachment; filename=" + NAME);
  }

  private Reply uploaded(TraceInfo info) {
    String root = info.tags().getOrDefault(TraceInfo.ARTIFACT_LOCATION, "");
    SafePath file =
        files
            .place(root)
            .map(at -> SafePath.of(at + "/" + NAME))
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.RESOURCE_DOES_NOT_EXIST,
                        "The spans of trace '" + info.id() + "' lie outside this server's store."));
    return new ArtifactReplies(files).download(file);
  }
}
