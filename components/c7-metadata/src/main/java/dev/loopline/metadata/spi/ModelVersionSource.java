package dev.loopline.metadata.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import java.util.List;

/** Knows the registered versions of models; the registry is above this component. */
@FunctionalInterface
public interface ModelVersionSource {
  /** Of a server without a registry that speaks MLflow's protocol. */
  ModelVersionSource NONE = (filter, limit, orderBy, token) -> Json.object();

  /**
   * A page of versions as MLflow's {@code model-versions/search} answers it: {@code model_versions}
   * and, where more follow, {@code next_page_token}.
   *
   * @param filter in the query language, such as {@code run_id = '…'}
   * @param token empty for the first page
   */
  JsonNode search(String filter, int limit, List<String> orderBy, String token);
}
