package dev.loopline.server;

import dev.loopline.http.Access;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import java.util.List;
import java.util.Map;

/** Whether the process lives, and whether it can serve. */
record HealthRoutes(Kernel kernel) {
  List<Route> routes() {
    return List.of(
        Route.get("/health/live")
            .access(Access.OPEN)
            .id("getLiveness")
            .tag("server")
            .summary("Whether the process lives")
            .to(call -> Reply.json(Map.of("status", "live"))),
        Route.get("/health")
            .access(Access.OPEN)
            .id("getHealth")
            .tag("server")
            .summary("OK while the process lives, as MLflow's clients ask")
            .to(call -> Reply.text("text/plain", "OK")),
        Route.get("/health/ready")
            .access(Access.OPEN)
            .id("getReadiness")
            .tag("server")
            .summary("Whether the server can serve: its database answers, its subscribers live")
            .to(call -> ready()));
  }

  private Reply ready() {
    kernel.events().head();
    Map<String, String> dead = kernel.events().deadSubscribers();
    return dead.isEmpty()
        ? Reply.json(Map.of("status", "ready"))
        : Reply.json(503, Map.of("status", "not ready", "deadSubscribers", dead.keySet()));
  }
}
