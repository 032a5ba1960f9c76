package dev.loopline.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.monitoring.http.MonitoringRoutes;
import dev.loopline.product.Products;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the loop is told of monitoring, and its routes. */
class MonitoringTest extends Monitored {
  @ParameterizedTest
  @EnumSource
  void stageAIsDoneWhereTheDeclarationAnswersAndMissingElsewhere(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      Products declared = java.util.Objects.requireNonNull(products);
      String yaml =
          """
          name: hotel
          goal: Fewer empty rooms
          kpi: {name: auc, target: 0.7}
          value: {currency: EUR, truePositive: 10, falsePositive: -4}
          """;
      kernel
          .db()
          .change(
              tx -> declared.apply(tx, "hotel", "c1", Yaml.parse("product.yaml", yaml), "tester"));
      bookings(monitoring, 100, START);
      advance(kernel, START.plus(Duration.ofDays(2)));
      List<LoopStory.Step> steps = monitoring.loop().of("hotel").steps();
      assertThat(steps.get(0).state()).isEqualTo(LoopStory.State.DONE);
      assertThat(steps.get(1).state()).isEqualTo(LoopStory.State.MISSING);
      assertThat(steps.get(24).state()).isEqualTo(LoopStory.State.DONE);
      Performance.Worth worth =
          java.util.Objects.requireNonNull(monitoring.monitors().performance("hotel", "e").worth());
      assertThat(worth.total())
          .isEqualTo(10.0 * worth.truePositives() - 4.0 * worth.falsePositives());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRoutesTakeLabelsAndTellTheLoop(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring");
        TestServer server = TestServer.start(MonitoringRoutes.routes(open(kernel)))) {
      Http http = server.http();
      String path = "/api/v1/products/hotel";
      JsonNode receipt =
          http.post(
                  path + "/labels",
                  "{\"labels\":[{\"key\":\"1\",\"value\":1,\"time\":\"2016-07-01T00:00:00Z\"}]}")
              .json();
      assertThat(receipt.path("recorded").asInt()).isEqualTo(1);
      assertThat(http.get(path + "/labels/1").json().path("positive").asBoolean()).isTrue();
      assertThat(http.get(path + "/labels/2").code()).isEqualTo("NOT_FOUND");
      assertThat(http.post(path + "/labels", "{\"labels\":[{\"key\":\"1\"}]}").code())
          .isEqualTo("LABEL_INVALID");
      for (String body :
          List.of(
              "{}",
              "{\"labels\":[null]}",
              "{\"labels\":[{\"key\":\"a\\u0000\",\"value\":1,\"time\":\"2016-07-01T00:00:00Z\"}]}")) {
        assertThat(http.post(path + "/labels", body).code()).isEqualTo("LABEL_INVALID");
      }
      String byId =
          "{\"labels\":[{\"prediction\":\"none\",\"value\":1,\"time\":\"2016-07-01T00:00:00Z\"}]}";
      assertThat(http.post(path + "/labels", byId).status()).isEqualTo(404);
      endpoint.predict("7", START, 0, 0);
      assertThat(
              http.post(path + "/labels", byId.replace("none", "p0"))
                  .json()
                  .path("recorded")
                  .asInt())
          .isEqualTo(1);
      assertThat(http.get(path + "/labels/7").json().path("prediction").asText()).isEqualTo("p0");
      assertThat(http.post("/api/v1/products/motel/labels", "{\"labels\":[]}").status())
          .isEqualTo(404);
      assertThat(http.get(path + "/monitors/cancellation/drift/history").json().path("items"))
          .isEmpty();
      assertThat(http.get(path + "/monitors/none/drift/history").code())
          .isEqualTo("MONITOR_NOT_FOUND");
      assertThat(http.get(path + "/challenges?cursor=x").status()).isEqualTo(400);
      assertThat(http.get(path + "/loop").json().path("steps")).hasSize(28);
      assertThat(http.get(path + "/endpoints/e/performance?by=week").status()).isEqualTo(400);
      assertThat(http.get(path + "/challenges/none").code()).isEqualTo("CHALLENGE_NOT_FOUND");
      assertThat(http.get(path + "/monitors").json().path("items")).hasSize(1);
    }
  }
}
