package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.http.ExperimentIds;
import dev.loopline.metadata.llmtrace.TraceImports;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes in traces of another MLflow server, in the messages in which it told of them. */
public record TraceImportRoutes(TraceImports traces) {
  private static final long LARGEST = 64 << 20;
  private static final int MOST_SPANS = 20_000;

  /**
   * A trace.
   *
   * @param experimentId here
   * @param trace MLflow's message of its third or second protocol
   * @param spans as MLflow's files of spans have them; absent where the source has none
   */
  public record TraceImport(String experimentId, JsonNode trace, @Nullable JsonNode spans) {}

  /** What a trace became. */
  public record TraceImported(String id, int spans) {}

  public static List<Route> routes(TraceImports traces) {
    return List.of(
        Route.put("/api/v1/import/traces/{trace}")
            .id("importTrace")
            .tag("metadata")
            .access(Access.ADMIN)
            .maxBody(LARGEST)
            .summary("Takes in a trace under its own id, with its assessments and spans")
            .accepts(TraceImport.class)
            .answers(TraceImported.class)
            .to(new TraceImportRoutes(traces)::trace));
  }

  private Reply trace(Call call) {
    TraceImport body = call.wholeBody(TraceImport.class);
    List<TraceSpan> spans = spans(body.spans());
    TraceInfo taken =
        traces.take(
            TraceMessages.read(
                call.path("trace"),
                ExperimentIds.require(body.experimentId()),
                new MlflowRequest(Json.object().set("trace", body.trace()), "").message("trace")),
            spans);
    return Reply.json(new TraceImported(taken.id(), spans == null ? 0 : spans.size()));
  }

  private static @Nullable List<TraceSpan> spans(@Nullable JsonNode spans) {
    if (spans == null || spans.isNull()) {
      return null;
    }
    List<MlflowRequest> messages =
        new MlflowRequest(Json.object().set("spans", spans), "").list("spans");
    if (messages.size() > MOST_SPANS) {
      throw MlflowRequest.invalid("A trace takes at most " + MOST_SPANS + " spans.");
    }
    return messages.stream().map(SpanMessages::read).toList();
  }
}
