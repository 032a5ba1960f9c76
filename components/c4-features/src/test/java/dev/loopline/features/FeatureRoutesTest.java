package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.features.assembly.FeaturesFactory;
import dev.loopline.features.http.FeatureRoutes;
import dev.loopline.features.http.SourceFileRoutes;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.seed.Seeds;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureRoutesTest {
  private static final String HOTEL = "/api/v1/products/hotel";

  @TempDir Path folder;
  private final Hotel.Labels labels = new Hotel.Labels();
  private Kernel kernel;
  private Sources sources;
  private FeatureStore store;
  private TestServer server;
  private Http http;

  @BeforeEach
  void start() {
    kernel = Engine.SQLITE.kernel(folder, "features");
    sources = FeaturesFactory.open(kernel, name -> {});
    store = FeatureStoreFactory.open(kernel, labels);
    Hotel.apply(store);
    var routes = new ArrayList<>(SourceFileRoutes.routes(sources));
    routes.addAll(FeatureRoutes.routes(store));
    server = TestServer.start(routes);
    http = server.http();
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
    sources.close();
    kernel.close();
  }

  private static ObjectNode rows(JsonNode... rows) {
    ObjectNode body = Json.object();
    body.putArray("rows").addAll(List.of(rows));
    return body;
  }

  @Test
  void rowsArePushedReadAndMaterializedOverHttp() {
    JsonNode row = Hotel.row("b1", "2016-07-01T10:00:00Z", 9);
    Http.Answer pushed = http.post(HOTEL + "/sources/bookings/rows", rows(row, row));
    assertThat(pushed.text()).isEqualTo("{\"accepted\":1,\"rejected\":0,\"repeated\":1}");
    JsonNode read = http.get(HOTEL + "/views/booking/rows/b1").json();
    assertThat(read.path("eventTime").asText()).isEqualTo("2016-07-01T10:00:00Z");
    assertThat(read.path("values").path("lead_time").asInt()).isEqualTo(9);
    assertThat(http.get(HOTEL + "/views/booking/rows/none").code())
        .isEqualTo("FEATURE_ROW_NOT_FOUND");
    assertThat(http.get(HOTEL + "/views/none/rows/b1").code()).isEqualTo("VIEW_NOT_FOUND");
    assertThat(http.post(HOTEL + "/sources/bookings/rows", "{}").code()).isEqualTo("ROWS_INVALID");
    assertThat(
            http.post(HOTEL + "/sources/bookings/rows", rows(Json.object().put("x", 1))).status())
        .isEqualTo(400);
    assertThat(http.post(HOTEL + "/sources/rooms/rows", rows(row)).status()).isEqualTo(404);

    JsonNode snapshot = http.post(HOTEL + "/views/booking/materialize", "{}").json();
    assertThat(snapshot.path("id").asInt()).isEqualTo(1);
    assertThat(http.get(HOTEL + "/views/booking/snapshots").json().path("items"))
        .containsExactly(snapshot);
    JsonNode view = http.get(HOTEL + "/views").json().path("items").get(0);
    assertThat(view.path("rows").asInt()).isEqualTo(1);
    assertThat(view.path("snapshot").asInt()).isEqualTo(1);
    assertThat(view.path("features").get(0))
        .isEqualTo(Json.object().put("name", "hotel").put("type", "string"));
    assertThat(http.get("/api/v1/schemas/features.schema.json").json().path("title").asText())
        .isEqualTo("Loopline features");
  }

  @Test
  void uploadedAndDeclaredSourcesAreListedTogether() {
    http.put(HOTEL + "/sources/export/files/a.csv", "a\n1\n2\n".getBytes(StandardCharsets.UTF_8));
    Hotel.push(store, Hotel.row("b1", "2016-07-01T10:00:00Z", 9));
    assertThat(http.get(HOTEL + "/sources").json().path("items").toString())
        .isEqualTo(
            "[{\"name\":\"bookings\",\"rows\":1},{\"name\":\"export\",\"rows\":2,\"revision\":1}]");
    assertThat(http.get(HOTEL + "/sources?limit=1").json().path("nextCursor").asText())
        .isEqualTo("bookings");
  }

  @Test
  void manyThreadsPushAndEachRowCountsOnce() throws Exception {
    List<Callable<PushReceipt>> pushes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      JsonNode own = Hotel.row("b" + i, "2016-07-01T10:00:00Z", i);
      JsonNode shared = Hotel.row("shared", "2016-07-01T10:00:00Z", 1);
      pushes.add(() -> Hotel.push(store, own, shared));
    }
    int accepted = 0;
    int repeated = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<PushReceipt> push : threads.invokeAll(pushes)) {
        accepted += push.get().accepted();
        repeated += push.get().repeated();
      }
    }
    assertThat(accepted).isEqualTo(41);
    assertThat(repeated).isEqualTo(39);
    assertThat(store.materialize("hotel", "booking").rows()).isEqualTo(41);
    assertThat(kernel.events().verify()).isEmpty();
  }

  @Test
  void pipelinesMaterializeAndCut() throws Exception {
    Hotel.push(store, Hotel.row("b1", "2016-07-01T10:00:00Z", 9));
    labels.put("b1", true, "2016-07-05T00:00:00Z");
    StepResult snapshot = run("materialize", "{\"view\":\"booking\"}");
    assertThat(snapshot.outputs().get("snapshot").asInt()).isEqualTo(1);
    assertThat(snapshot.outputs().get("rows").asInt()).isEqualTo(1);

    Map<String, JsonNode> cut =
        run(
                "training-set",
                "{\"view\":\"booking\",\"until\":\"2016-08-01T00:00:00Z\","
                    + "\"ripeAfter\":\"arrival_date\"}")
            .outputs();
    assertThat(cut.keySet())
        .containsExactlyInAnyOrder(
            "digest", "snapshot", "rows", "positives", "until", "view", "commit", "features");
    assertThat(cut.get("positives").asInt()).isEqualTo(1);
    assertThat(kernel.artifacts().find(Digest.parse(cut.get("digest").asText()))).isPresent();
    assertThatThrownBy(() -> run("training-set", "{\"view\":\"booking\",\"until\":\"soon\"}"))
        .hasMessageContaining("'until' is 'soon'");
  }

  private StepResult run(String name, String with) throws Exception {
    InProcessStep step =
        (InProcessStep)
            FeatureSteps.all(store).stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    return step.run(
        new StepContext(
            "hotel",
            "c1",
            null,
            "run1",
            "task",
            1,
            Json.parse(with),
            Map.of(),
            Instant.EPOCH,
            new Seeds(1),
            line -> {}));
  }
}
