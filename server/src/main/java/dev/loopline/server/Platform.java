package dev.loopline.server;

import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.product.Products;
import dev.loopline.product.http.ProductRoutes;
import dev.loopline.source.Repositories;
import dev.loopline.source.http.SourceRoutes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The whole machine, opened in the order in which its parts stand on each other.
 *
 * @param routes all routes of all components
 */
record Platform(Kernel kernel, Metrics metrics, List<Route> routes) implements AutoCloseable {

  /** The components whose tables the database holds. */
  static final List<String> COMPONENTS = List.of("product", "source");

  static Platform open(Kernel kernel) {
    Metrics metrics = new Metrics();
    Products products = new Products(kernel);
    Repositories repositories = new Repositories(kernel, name -> products.find(name).isPresent());
    List<Route> routes =
        Stream.of(
                new HealthRoutes(kernel).routes(),
                metrics.routes(),
                new EventRoutes(kernel).routes(),
                new TimeRoutes(kernel).routes(),
                ProductRoutes.routes(products),
                SourceRoutes.routes(repositories))
            .flatMap(List::stream)
            .toList();
    OpenApiRoutes openApi = new OpenApiRoutes(routes);
    return new Platform(
        kernel, metrics, Stream.concat(routes.stream(), openApi.routes().stream()).toList());
  }

  @Override
  public void close() {
    kernel.close();
  }
}
