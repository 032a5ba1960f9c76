package dev.loopline.metadata.http;

import dev.loopline.http.Access;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.metadata.Metadata;
import java.util.List;

/** The metadata store in MLflow's REST protocol. */
public final class MlflowRoutes {
  /** The version of MLflow whose protocol this is; clients ask for it. */
  private static final String VERSION = "3.6.0";

  private MlflowRoutes() {}

  public static List<Route> routes(Metadata metadata) {
    MlflowApi api = new MlflowApi();
    api.alone(
        "GET", "/version", r -> r.access(Access.OPEN), c -> Reply.text("text/plain", VERSION));
    new ExperimentRoutes(metadata.experiments()).addTo(api);
    new RunRoutes(metadata.runs()).addTo(api);
    new LogRoutes(metadata.log()).addTo(api);
    new MetricRoutes(metadata.runs(), metadata.log()).addTo(api);
    ArtifactReplies files = new ArtifactReplies(metadata.files());
    new ArtifactRoutes(metadata.runs(), metadata.files(), files).addTo(api);
    new MultipartRoutes(metadata.uploads()).addTo(api);
    new DatasetRoutes(metadata.log()).addTo(api);
    new LoggedModelRoutes(metadata.models(), files).addTo(api);
    return api.routes();
  }
}
