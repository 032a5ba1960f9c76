package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.features.assembly.FeaturesFactory;
import dev.loopline.features.http.FeatureRoutes;
import dev.loopline.features.http.SourceFileRoutes;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileIngestTest {
  private static final String HOTEL = "/api/v1/products/hotel";
  private static final String SOURCE = HOTEL + "/sources/stays";
  private static final String YAML =
      """
      sources:
        - name: stays
          entity: id
          eventTime: booked
          columns: {id: string, booked: timestamp, nights: integer, rate: number, group: boolean}
          file:
            id: "'s' || ordinal"
            booked: arrival::date - lead::integer
          rules:
            - {name: nights, require: nights > 0}
      views:
        - {name: stay, source: stays, sql: "select id, booked, nights, rate from stays"}
      """;

  @TempDir Path folder;
  private Kernel kernel;
  private Sources sources;
  private FeatureStore store;
  private TestServer server;
  private Http http;

  private void start(Engine engine) {
    kernel = engine.kernel(folder, "features");
    sources = FeaturesFactory.open(kernel, name -> {});
    store = FeatureStoreFactory.open(kernel, new Hotel.Labels());
    Hotel.apply(store, "c1", YAML);
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

  private void upload(String csv) {
    Http.Answer answer =
        http.put(SOURCE + "/files/stays.csv", csv.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private JsonNode ingest() {
    return http.post(SOURCE + "/ingest", "{}").json();
  }

  @ParameterizedTest
  @EnumSource
  void anUploadedFileIsTakenInOnceAndWhatDoesNotFitIsKeptWithTheReason(Engine engine) {
    start(engine);
    upload(
        """
        arrival,lead,nights,rate,group
        2016-07-10,9,2,80.5,true
        2016-07-10,9,2,80.5,true
        2016-07-11,3,0,90,FALSE
        2016-07-12,1,two,90,0
        NULL,1,2,90,1
        """);
    JsonNode receipt = ingest();
    assertThat(receipt.path("rows").asInt()).isEqualTo(5);
    assertThat(receipt.path("accepted").asInt()).isEqualTo(2);
    assertThat(receipt.path("rejected").asInt()).isEqualTo(3);
    assertThat(ingest()).isEqualTo(receipt);

    FeatureRow row = store.online("hotel", "stay", "s1").orElseThrow();
    assertThat(row.eventTime()).isEqualTo("2016-07-01T00:00:00Z");
    assertThat(row.values().get("rate").asDouble()).isEqualTo(80.5);
    JsonNode first = http.get(SOURCE + "/rejected?limit=2").json();
    JsonNode second =
        http.get(SOURCE + "/rejected?limit=2&cursor=" + first.path("nextCursor").asText()).json();
    assertThat(first.path("items")).hasSize(2);
    assertThat(second.path("items")).hasSize(1);
    List<String> reasons = new ArrayList<>();
    first.path("items").forEach(r -> reasons.add(r.path("reason").asText()));
    second.path("items").forEach(r -> reasons.add(r.path("reason").asText()));
    assertThat(reasons)
        .containsExactly(
            "'nights' is \"two\"; a value of type integer is expected.",
            "'booked' says when it happened; it is missing.",
            "nights");
    assertThat(http.get(SOURCE + "/rejected?cursor=x").status()).isEqualTo(400);
    assertThat(events("features.extracted"))
        .singleElement()
        .satisfies(e -> assertThat(e.data().path("rows").asInt()).isEqualTo(5));
  }

  @Test
  void aNewRevisionAddsWhatIsNewAndAChangedMappingReadsTheFileAgain() {
    start(Engine.SQLITE);
    upload("arrival,lead,nights,rate,group\n2016-07-10,9,2,80,true\n");
    ingest();
    upload("arrival,lead,nights,rate,group\n2016-07-10,9,2,80,true\n2016-07-12,1,3,70,true\n");
    JsonNode grown = ingest();
    assertThat(grown.path("revision").asInt()).isEqualTo(2);
    assertThat(grown.path("accepted").asInt()).isEqualTo(1);
    assertThat(grown.path("repeated").asInt()).isEqualTo(1);

    Hotel.apply(store, "c2", YAML.replace("'s' ||", "'t' ||"));
    assertThat(ingest().path("accepted").asInt()).isEqualTo(2);
    assertThat(store.findView("hotel", "stay").orElseThrow().commit()).isEqualTo("c1");
    assertThat(store.findView("hotel", "stay").orElseThrow().rows()).isEqualTo(4);
  }

  @Test
  void aPipelineTakesAFileIn() throws Exception {
    start(Engine.SQLITE);
    StringBuilder csv = new StringBuilder("arrival,lead,nights,rate,group\n");
    for (int i = 0; i < 12_345; i++) {
      csv.append("2016-07-10,").append(i % 100).append(",1,50,true\n");
    }
    upload(csv.toString());
    InProcessStep step =
        (InProcessStep)
            FeatureSteps.all(store).stream()
                .filter(s -> s.name().equals("ingest"))
                .findFirst()
                .orElseThrow();
    List<String> log = new ArrayList<>();
    StepResult result = step.run(context(log));
    assertThat(result.outputs().get("accepted").asInt()).isEqualTo(12_345);
    assertThat(log)
        .containsExactly(
            "stays: 12345 rows of revision 1, 12345 taken in, 0 rejected, 0 there before");
    assertThat(store.materialize("hotel", "stay").rows()).isEqualTo(12_345);
  }

  private static StepContext context(List<String> log) {
    ObjectNode with = Json.object().put("source", "stays");
    return new StepContext(
        "hotel",
        "c1",
        null,
        "run1",
        "task",
        1,
        with,
        Map.of(),
        Instant.EPOCH,
        new Seeds(1),
        log::add);
  }

  @Test
  void whatTheFileOrItsMappingLacksIsSaid() {
    start(Engine.SQLITE);
    assertThat(http.post(SOURCE + "/ingest", "{}").text()).contains("No file was uploaded");
    upload("arrival,lead,nights,price,group\n2016-07-10,9,2,80,true\n");
    Http.Answer answer = http.post(SOURCE + "/ingest", "{}");
    assertThat(answer.code()).isEqualTo("EXPRESSION_INVALID");
    assertThat(answer.text()).contains("rate", "Say under file:");
    Hotel.apply(
        store,
        "c2",
        YAML.replace("\"'s' || ordinal\"", "(1)::varchar || content")
            .replace("booked: arrival", "rate: price\n      booked: arrival"));
    assertThat(http.post(SOURCE + "/ingest", "{}").code()).isEqualTo("EXPRESSION_INVALID");
    assertThat(
            store.validate(
                Hotel.document(
                    YAML.replace(
                        "arrival::date", "(select content from read_text('/etc/passwd'))::date"))))
        .singleElement()
        .asString()
        .contains("the file's 'booked': a subquery cannot stand here");
    assertThat(store.validate(Hotel.document(YAML.replace("lead::integer", "now()"))))
        .singleElement()
        .asString()
        .contains("now() cannot stand here");
    assertThat(store.validate(Hotel.document(YAML.replace("booked: arrival", "bookd: arrival"))))
        .singleElement()
        .asString()
        .contains("declares no column 'bookd'. Did you mean 'booked'?");
  }

  private List<Event> events(String type) {
    kernel.events().verify();
    return kernel.events().page(new EventQuery("hotel", null, type, null, 10, false));
  }
}
