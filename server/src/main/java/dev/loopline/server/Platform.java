package dev.loopline.server;

import dev.loopline.features.Sources;
import dev.loopline.features.assembly.FeaturesFactory;
import dev.loopline.features.http.SourceFileRoutes;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Tracking;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.MlflowRoutes;
import dev.loopline.product.Products;
import dev.loopline.product.assembly.ProductFactory;
import dev.loopline.product.http.ProductRoutes;
import dev.loopline.source.Repositories;
import dev.loopline.source.assembly.SourceFactory;
import dev.loopline.source.http.SourceRoutes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The whole machine, opened in the order in which its parts stand on each other.
 *
 * @param routes all routes of all components
 */
record Platform(Kernel kernel, Sources sources, Metrics metrics, List<Route> routes)
    implements AutoCloseable {

  /** The components whose tables the database holds. */
  static final List<String> COMPONENTS = List.of("product", "source", "metadata", "features");

  static Platform open(Kernel kernel) {
    Metrics metrics = new Metrics();
    Products products = ProductFactory.open(kernel);
    Repositories repositories = SourceFactory.open(kernel, name -> products.find(name).isPresent());
    Tracking tracking = MetadataFactory.open(kernel);
    Sources sources = FeaturesFactory.open(kernel, products::require);
    List<Route> routes =
        Stream.of(
                new HealthRoutes(kernel).routes(),
                metrics.routes(),
                new EventRoutes(kernel).routes(),
                new TimeRoutes(kernel).routes(),
                ProductRoutes.routes(products),
                SourceRoutes.routes(repositories),
                MlflowRoutes.routes(tracking),
                SourceFileRoutes.routes(sources))
            .flatMap(List::stream)
            .toList();
    OpenApiRoutes openApi = new OpenApiRoutes(routes);
    return new Platform(
        kernel,
        sources,
        metrics,
        Stream.concat(routes.stream(), openApi.routes().stream()).toList());
  }

  @Override
  public void close() {
    sources.close();
    kernel.close();
  }
}
