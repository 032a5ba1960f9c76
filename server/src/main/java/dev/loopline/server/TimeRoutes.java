package dev.loopline.server;

import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.product.Products;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Event time and rest: what a replay moves, and what it waits for. */
record TimeRoutes(Kernel kernel, Products products) {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  /** A product's event time. */
  record EventTimeView(String product, Instant at, boolean replayed) {}

  record AdvanceRequest(Instant at) {
    AdvanceRequest {
      if (at == null) {
        throw new LooplineException(
            KernelError.INVALID_ARGUMENT,
            "'at' is missing; give an instant such as 2016-07-01T00:00:00Z.");
      }
    }
  }

  /** Whether all is at rest, and if not, what is under way. */
  record RestView(boolean atRest, Map<String, Long> outstanding) {}

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/products/{product}/event-time")
            .id("getEventTime")
            .tag("time")
            .summary("The product's event time")
            .answers(EventTimeView.class)
            .to(call -> Reply.json(view(call.path("product")))),
        Route.post("/api/v1/products/{product}/event-time")
            .id("advanceEventTime")
            .tag("time")
            .summary("Moves the product's event time forward; an earlier time changes nothing")
            .accepts(AdvanceRequest.class)
            .answers(EventTimeView.class)
            .to(this::advance),
        Route.post("/api/v1/rest")
            .id("awaitRest")
            .tag("time")
            .summary("Waits until all triggered work has come to rest, or the timeout (s) is over")
            .query("timeout", "Seconds, from 0 to 600; 30 by default")
            .answers(RestView.class)
            .timeout(LONGEST_WAIT.plusSeconds(10))
            .to(this::awaitRest));
  }

  private EventTimeView view(String product) {
    products.require(product);
    return new EventTimeView(
        product, kernel.eventTime().now(product), kernel.eventTime().find(product).isPresent());
  }

  private Reply advance(Call call) {
    String product = call.path("product");
    products.require(product);
    Instant to = call.body(AdvanceRequest.class).at();
    kernel
        .db()
        .change(
            tx -> {
              if (kernel.eventTime().advance(tx, product, to)) {
                kernel
                    .events()
                    .append(
                        tx,
                        new NewEvent(
                            "time.advanced",
                            "server",
                            product,
                            product,
                            call.principal().name(),
                            Json.object().put("at", to.toString())));
              }
            });
    return Reply.json(view(product));
  }

  private Reply awaitRest(Call call) throws InterruptedException {
    int seconds = call.queryInt("timeout", 30, 0, (int) LONGEST_WAIT.toSeconds());
    boolean atRest = kernel.rest().await(Duration.ofSeconds(seconds));
    return Reply.json(new RestView(atRest, atRest ? Map.of() : kernel.rest().outstanding()));
  }
}
