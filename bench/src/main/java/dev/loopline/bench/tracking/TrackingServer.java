package dev.loopline.bench.tracking;

import dev.loopline.http.Access;
import dev.loopline.http.AccessPolicy;
import dev.loopline.http.HttpConfig;
import dev.loopline.http.HttpServer;
import dev.loopline.http.Principal;
import dev.loopline.http.Reply;
import dev.loopline.http.RequestObserver;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.garbage.Garbage;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.MlflowRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The metadata store behind the real HTTP server, with a plain echo beside it as the floor. */
final class TrackingServer implements AutoCloseable {
  private static final Principal ANYBODY = new Principal("bench", EnumSet.allOf(Access.class));

  private final Kernel kernel;
  private final HttpServer http;
  private final Metadata metadata;

  TrackingServer(Path folder) {
    kernel =
        Kernel.open(
            new Kernel.Options(folder, Optional.empty(), 1, List.of("metadata")),
            WallClock.system());
    metadata = MetadataFactory.open(kernel);
    List<Route> routes = new ArrayList<>(MlflowRoutes.routes(metadata));
    routes.add(Route.post("/echo").to(call -> Reply.json(call.json())));
    AccessPolicy everybody = bearer -> Optional.of(ANYBODY);
    RequestObserver nobody = (method, route, status, time) -> {};
    http =
        HttpServer.start(
            new HttpConfig("127.0.0.1", 0, Set.of(), Set.of(), Duration.ofSeconds(1)),
            routes,
            everybody,
            nobody);
  }

  int port() {
    return http.port();
  }

  Garbage garbage() {
    return kernel.garbage();
  }

  Metadata metadata() {
    return metadata;
  }

  @Override
  public void close() {
    http.close();
    kernel.close();
  }
}
