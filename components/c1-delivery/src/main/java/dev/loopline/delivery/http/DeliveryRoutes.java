package dev.loopline.delivery.http;

import dev.loopline.delivery.ArtifactView;
import dev.loopline.delivery.Deliveries;
import dev.loopline.delivery.DeliveryView;
import dev.loopline.http.Access;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import java.util.List;

/** Deliveries over HTTP. */
public final class DeliveryRoutes {
  private static final String PRODUCT = "/api/v1/products/{product}";
  private static final String TAG = "delivery";

  private DeliveryRoutes() {}

  public static List<Route> routes(Deliveries deliveries) {
    return List.of(
        Route.get(PRODUCT + "/deliveries")
            .id("listDeliveries")
            .tag(TAG)
            .summary("Deliveries and promotions with their steps, newest first")
            .pages(DeliveryView.class)
            .to(
                call -> {
                  PageRequest page = call.page();
                  List<DeliveryView> fetched =
                      deliveries.list(
                          call.path("product"), page.cursor().orElse(null), page.limit() + 1);
                  return Reply.json(Page.of(fetched, page.limit(), DeliveryView::id));
                }),
        Route.get(PRODUCT + "/deliveries/{delivery}")
            .id("getDelivery")
            .tag(TAG)
            .summary("A delivery and its steps; their logs are the workflow run's")
            .answers(DeliveryView.class)
            .to(
                call ->
                    Reply.json(deliveries.require(call.path("product"), call.path("delivery")))),
        Route.post(PRODUCT + "/deliveries/{delivery}/retry")
            .id("retryDelivery")
            .tag(TAG)
            .summary("Makes a delivery or promotion that failed once more, as a new one")
            .answers(DeliveryView.class)
            .to(
                call ->
                    Reply.created(
                        deliveries.retry(
                            call.path("product"), call.path("delivery"), call.principal().name()))),
        Route.get("/api/v1/schemas/ci.schema.json")
            .id("getCiSchema")
            .tag(TAG)
            .access(Access.READ)
            .summary("The JSON Schema of ci.yaml")
            .to(call -> Reply.json(deliveries.ciSchema())),
        Route.get(PRODUCT + "/artifacts")
            .id("listArtifacts")
            .tag(TAG)
            .summary("Delivered artifacts, newest first")
            .lists(ArtifactView.class)
            .to(call -> Reply.json(new Page<>(deliveries.artifacts(call.path("product")), null))));
  }
}
