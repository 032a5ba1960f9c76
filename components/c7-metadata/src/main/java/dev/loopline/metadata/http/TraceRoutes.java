package dev.loopline.metadata.http;

import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.metadata.Traces;
import java.util.List;

/** Traces over HTTP. */
public final class TraceRoutes {
  private TraceRoutes() {}

  public static List<Route> routes(Traces traces) {
    return List.of(
        Route.get("/api/v1/products/{product}/predictions/{prediction}/trace")
            .id("tracePrediction")
            .tag("metadata")
            .summary("A prediction, and all that it goes back to: model, run, data, build, goal")
            .answers(Traces.Trace.class)
            .to(
                call ->
                    Reply.json(
                        traces.of(call.path("product"), "prediction", call.path("prediction")))));
  }
}
