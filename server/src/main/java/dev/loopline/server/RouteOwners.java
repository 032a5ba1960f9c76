package dev.loopline.server;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Which component owns which paths: the longest entry that a route's template begins with decides.
 * A route that its component does not own is a mistake, which a test finds.
 */
final class RouteOwners {
  private static final String PRODUCT = "/api/v1/products/{product}";

  /** Components, as routes name them in their tag, by the beginning of their paths. */
  static final Map<String, String> OWNERS =
      Map.ofEntries(
          // Ours.
          Map.entry("/api/v1/products", "products"),
          Map.entry("/api/v1/events", "events"),
          Map.entry("/api/v1/rest", "time"),
          Map.entry("/api/v1/gc", "storage"),
          Map.entry("/api/v1/pipeline-runs", "workflow"),
          Map.entry("/api/v1/worker", "worker"),
          Map.entry("/api/v1/import", "metadata"),
          Map.entry("/api/v1/import/models", "registry"),
          Map.entry("/api/v1/import/webhooks", "registry"),
          Map.entry("/api/v1/models", "registry"),
          Map.entry("/api/v1/model-versions", "registry"),
          Map.entry("/api/v1/model-stages", "registry"),
          Map.entry("/api/v1/promotions", "registry"),
          Map.entry("/api/v1/webhooks", "registry"),
          Map.entry("/api/v1/search", "metadata"),
          Map.entry("/api/v1/lineage", "metadata"),
          Map.entry("/api/v1/schemas/product.schema.json", "products"),
          Map.entry("/api/v1/schemas/pipeline.schema.json", "workflow"),
          Map.entry("/api/v1/schemas/ci.schema.json", "delivery"),
          Map.entry("/api/v1/schemas/features.schema.json", "features"),
          Map.entry(PRODUCT + "/event-time", "time"),
          Map.entry(PRODUCT + "/refs", "source"),
          Map.entry(PRODUCT + "/commits", "source"),
          Map.entry(PRODUCT + "/files", "source"),
          Map.entry(PRODUCT + "/deliveries", "delivery"),
          Map.entry(PRODUCT + "/artifacts", "delivery"),
          Map.entry(PRODUCT + "/pipelines", "workflow"),
          Map.entry("/api/v1/backfills", "workflow"),
          Map.entry(PRODUCT + "/backfills", "workflow"),
          Map.entry(PRODUCT + "/events", "workflow"),
          Map.entry(PRODUCT + "/pipeline-runs", "workflow"),
          Map.entry(PRODUCT + "/sources", "features"),
          Map.entry(PRODUCT + "/views", "features"),
          Map.entry(PRODUCT + "/models", "registry"),
          Map.entry(PRODUCT + "/endpoints", "serving"),
          Map.entry(PRODUCT + "/endpoints/{endpoint}/drift", "monitoring"),
          Map.entry(PRODUCT + "/endpoints/{endpoint}/performance", "monitoring"),
          Map.entry(PRODUCT + "/predictions", "serving"),
          Map.entry(PRODUCT + "/predictions/{prediction}/trace", "metadata"),
          Map.entry(PRODUCT + "/runs", "metadata"),
          Map.entry(PRODUCT + "/lineage", "metadata"),
          Map.entry(PRODUCT + "/labels", "monitoring"),
          Map.entry(PRODUCT + "/monitors", "monitoring"),
          Map.entry(PRODUCT + "/challenges", "monitoring"),
          Map.entry(PRODUCT + "/loop", "monitoring"),
          // Other protocols'. /v2 will be shared with container images.
          Map.entry("/git", "source"),
          Map.entry("/api/2.0/mlflow", "mlflow"),
          Map.entry("/api/3.0/mlflow", "mlflow"),
          Map.entry("/api/2.0/mlflow-artifacts", "mlflow"),
          Map.entry("/ajax-api/2.0/mlflow", "mlflow"),
          Map.entry("/ajax-api/3.0/mlflow", "mlflow"),
          Map.entry("/ajax-api/2.0/mlflow-artifacts", "mlflow"),
          Map.entry("/get-artifact", "mlflow"),
          Map.entry("/model-versions/get-artifact", "mlflow"),
          Map.entry("/graphql", "mlflow"),
          Map.entry("/v1/traces", "mlflow"),
          Map.entry("/version", "mlflow"),
          Map.entry("/v2", "inference"),
          Map.entry("/v2/health", "inference"),
          Map.entry("/v2/models", "inference"),
          // The server's own; what nobody owns is the UI's.
          Map.entry("/health", "server"),
          Map.entry("/metrics", "server"),
          Map.entry("/openapi", "server"),
          Map.entry("/", "server"));

  private RouteOwners() {}

  /** The entry that decides about a template. */
  static Optional<Map.Entry<String, String>> of(String template) {
    return OWNERS.entrySet().stream()
        .filter(entry -> isBelow(template, entry.getKey()))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()));
  }

  private static boolean isBelow(String template, String prefix) {
    return prefix.equals("/") || (template + "/").startsWith(prefix + "/");
  }
}
