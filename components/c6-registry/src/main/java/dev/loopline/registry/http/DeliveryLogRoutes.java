package dev.loopline.registry.http;

import dev.loopline.http.Page;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.registry.Webhooks;
import java.util.List;

/** What webhooks were told, which MLflow does not show. */
record DeliveryLogRoutes(Webhooks webhooks) {
  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/webhooks/{webhook}/deliveries")
            .id("getWebhookDeliveries")
            .tag(RegistryRoutes.TAG)
            .summary("What a webhook was sent, newest first")
            .query("limit", "How many, at most 1000; 50 by default")
            .lists(Webhooks.Delivery.class)
            .to(
                call ->
                    Reply.json(
                        new Page<>(
                            webhooks.deliveries(
                                call.path("webhook"), call.queryInt("limit", 50, 1, 1_000)),
                            null))));
  }
}
