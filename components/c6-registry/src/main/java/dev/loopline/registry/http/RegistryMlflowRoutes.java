package dev.loopline.registry.http;

import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.registry.ModelRegistry;
import java.util.List;

/** The registry and its webhooks in MLflow's REST protocol. */
public final class RegistryMlflowRoutes {
  private RegistryMlflowRoutes() {}

  public static List<Route> routes(ModelRegistry registry) {
    MlflowApi api = new MlflowApi();
    new MlflowModelRoutes(registry.models(), registry.versions(), registry.stages()).addTo(api);
    new MlflowVersionRoutes(registry.versions(), registry.stages()).addTo(api);
    new MlflowWebhookRoutes(registry.webhooks()).addTo(api);
    return api.routes();
  }
}
