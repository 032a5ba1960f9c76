package dev.loopline.registry.http;

import dev.loopline.http.Call;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.RegisteredModel;
import dev.loopline.registry.RegistryError;
import java.util.List;

/**
 * Where a model is found: under {@code /api/v1/models/{model}} any, and under its product's path
 * those that belong to one.
 *
 * @param suffix keeps the operations' ids apart
 */
record ModelPath(String path, String suffix) {
  static final List<ModelPath> BOTH =
      List.of(
          new ModelPath("/api/v1/products/{product}/models/{model}", "Product"),
          new ModelPath("/api/v1/models/{model}", ""));

  private static final String VERSION = "/versions/{version}";

  /** A route of the model itself. */
  Route.Builder get(String rest, String id, String summary) {
    return described(Route.get(path + rest), id, summary);
  }

  /** A route of one of its versions. */
  Route.Builder getOfVersion(String rest, String id, String summary) {
    return get(VERSION + rest, id, summary);
  }

  Route.Builder putOfVersion(String rest, String id, String summary) {
    return described(Route.put(path + VERSION + rest), id, summary);
  }

  Route.Builder postOfVersion(String rest, String id, String summary) {
    return described(Route.post(path + VERSION + rest), id, summary);
  }

  private Route.Builder described(Route.Builder route, String id, String summary) {
    return route.id(id + suffix).tag(RegistryRoutes.TAG).summary(summary);
  }

  /** The model's name; under a product's path it must be one of the product's. */
  static String name(Call call) {
    String model = call.path("model");
    boolean ofProduct = call.request().path().path().startsWith("/api/v1/products/");
    boolean foreign = ofProduct && !RegisteredModel.productOf(model).equals(call.path("product"));
    if (foreign || model.indexOf('\0') >= 0) {
      throw new LooplineException(
          RegistryError.MODEL_NOT_FOUND,
          (ofProduct ? "Product " + call.path("product") + " has" : "There is")
              + " no model "
              + model
              + ".");
    }
    return model;
  }
}
