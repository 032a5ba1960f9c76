package dev.loopline.metadata.http.llmtrace;

import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.llmtrace.Llm;
import java.util.List;

/** Traces of applications of language models over HTTP. */
public final class LlmTraceRoutes {
  private LlmTraceRoutes() {}

  public static List<Route> routes(Kernel kernel, Metadata metadata, Llm llm) {
    MlflowApi api = new MlflowApi();
    new TraceChangeRoutes(llm.traces()).addTo(api);
    new TraceV3Routes(llm.traces(), kernel).addTo(api);
    new TraceV2Routes(llm.traces(), kernel).addTo(api);
    new AssessmentRoutes(llm.assessments(), kernel).addTo(api);
    new TraceArtifactRoutes(llm.traces(), metadata.files()).addTo(api);
    new OtlpRoutes(llm.traces()).addTo(api);
    return api.routes();
  }
}
