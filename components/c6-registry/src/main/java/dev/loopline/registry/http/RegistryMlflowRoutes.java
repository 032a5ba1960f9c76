package dev.loopline.registry.http;

import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.metadata.spi.ModelVersionSource;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.SearchQuery;
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

  /** What GraphQL's queries of runs and models ask the registry. */
  public static ModelVersionSource versionSource(ModelRegistry registry) {
    return (filter, limit, orderBy, token) ->
        MlflowVersionRoutes.page(
            registry.versions(),
            new SearchQuery(filter, orderBy, token.isEmpty() ? null : token, limit));
  }
}
