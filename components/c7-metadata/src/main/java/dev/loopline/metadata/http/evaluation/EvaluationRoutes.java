package dev.loopline.metadata.http.evaluation;

import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.evaluation.Evaluation;
import java.util.List;

/** What applications of language models are judged by, over HTTP. */
public final class EvaluationRoutes {
  private EvaluationRoutes() {}

  public static List<Route> routes(Kernel kernel, Metadata metadata, Evaluation evaluation) {
    MlflowApi api = new MlflowApi();
    new EvaluationDatasetRoutes(evaluation.datasets()).addTo(api);
    new ScorerRoutes(evaluation.scorers()).addTo(api);
    new PromptRunRoutes(metadata, kernel.clock()).addTo(api);
    return api.routes();
  }
}
