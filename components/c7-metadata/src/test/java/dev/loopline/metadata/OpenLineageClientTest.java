package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.lineage.LineageRoutes;
import dev.loopline.metadata.http.lineage.OpenLineageRoutes;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceSource;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenLineage's own Java client, unmodified, against the component. */
// The client's close() may throw anything.
@SuppressWarnings("try")
class OpenLineageClientTest {
  private static final UUID RUN = UUID.fromString("0198c5a1-0000-7000-8000-000000000001");
  private static final UUID PARENT = UUID.fromString("0198c5a1-0000-7000-8000-000000000002");
  private static final ZonedDateTime TEN =
      ZonedDateTime.of(2026, 1, 1, 10, 0, 0, 0, ZoneOffset.UTC);
  private static final String JOB = "spark:%2F%2Flake/export_bookings";

  @TempDir Path folder;

  private final OpenLineage ol = new OpenLineage(URI.create("https://example.org/producer"));

  private static final class Receiver implements AutoCloseable {
    final Kernel kernel;
    final TestServer server;
    final Http http;

    Receiver(Engine engine, Path folder) {
      kernel = engine.kernel(folder, SettableClock.at("2026-01-01T00:00:00Z"), "metadata");
      List<TraceSource> things = new ArrayList<>(MetadataFactory.tracked(kernel));
      things.add(new Sources());
      List<Route> routes =
          new ArrayList<>(LineageRoutes.routes(MetadataFactory.lineage(kernel, things, List.of())));
      routes.addAll(OpenLineageRoutes.routes(MetadataFactory.openLineage(kernel, "hotel"::equals)));
      server = TestServer.start(routes);
      http = server.http();
    }

    OpenLineageClient client(HttpConfig config) {
      config.setUrl(URI.create(server.url()));
      return new OpenLineageClient(new HttpTransport(config));
    }

    JsonNode items(String path) {
      return http.get("/api/v1/lineage/" + path).json().path("items");
    }

    @Override
    public void close() {
      server.close();
      kernel.close();
    }
  }

  private record Sources() implements TraceSource {
    @Override
    public String kind() {
      return "source";
    }

    @Override
    public Optional<TraceNode> find(String product, String id) {
      return Optional.of(new TraceNode("source", id, id, Map.of(), null, List.of()));
    }
  }

  private OpenLineage.RunEvent event(EventType type, ZonedDateTime at) {
    OpenLineage.RunFacets facets =
        ol.newRunFacetsBuilder()
            .parent(
                ol.newParentRunFacet(
                    ol.newParentRunFacetRun(PARENT, null),
                    ol.newParentRunFacetJob("spark://lake", "nightly", null),
                    null))
            .put("custom", ol.newRunFacet())
            .build();
    OpenLineage.DatasetFacets same =
        ol.newDatasetFacetsBuilder()
            .symlinks(
                ol.newSymlinksDatasetFacet(
                    List.of(
                        ol.newSymlinksDatasetFacetIdentifiers(
                            "loopline://hotel", "sources/bookings", "TABLE"))))
            .build();
    return ol.newRunEvent(
        at,
        type,
        ol.newRun(RUN, facets),
        ol.newJob("spark://lake", "export_bookings", null),
        List.of(ol.newInputDataset("s3://raw", "bookings/2026", null, null)),
        List.of(
            ol.newOutputDataset("loopline://hotel", "sources/cancellations", null, null),
            ol.newOutputDataset("jdbc://warehouse", "bookings", same, null),
            ol.newOutputDataset("loopline://elsewhere", "sources/bookings", null, null)));
  }

  @ParameterizedTest
  @EnumSource
  void eventsOfTheUnmodifiedClientBecomeLineageThatIsJoinedWithOurs(Engine engine)
      throws Exception {
    try (Receiver receiver = new Receiver(engine, folder);
        OpenLineageClient client = receiver.client(new HttpConfig())) {
      client.emit(event(EventType.START, TEN));
      client.emit(event(EventType.COMPLETE, TEN.plusMinutes(5)));

      JsonNode run = receiver.items("runs").path(0);
      assertThat(run.path("id").asText()).isEqualTo(RUN.toString());
      assertThat(run.path("job").asText()).isEqualTo(JOB);
      assertThat(run.path("state").asText()).isEqualTo("COMPLETE");
      assertThat(run.path("startedAt").asText()).isEqualTo("2026-01-01T10:00:00Z");
      assertThat(run.path("endedAt").asText()).isEqualTo("2026-01-01T10:05:00Z");
      assertThat(run.path("facets").has("custom")).isTrue();
      assertThat(receiver.items("jobs").path(0).path("name").asText()).isEqualTo("export_bookings");
      // What is ours is not another's as well.
      assertThat(receiver.items("datasets"))
          .extracting(d -> d.path("id").asText())
          .containsExactly(
              "s3:%2F%2Fraw/bookings/2026", "loopline:%2F%2Felsewhere/sources/bookings");

      JsonNode back =
          receiver
              .http
              .get("/api/v1/products/hotel/lineage?kind=source&id=bookings&direction=back")
              .json();
      assertThat(nodes(back))
          .containsExactly(
              "external dataset:s3:%2F%2Fraw/bookings/2026",
              "job run:" + RUN, "job run:" + PARENT, "job:" + JOB, "source:bookings");
      JsonNode forward =
          receiver
              .http
              .get(
                  "/api/v1/products/hotel/lineage?direction=forward&kind=external-dataset&id="
                      + "s3:%252F%252Fraw/bookings/2026")
              .json();
      assertThat(nodes(forward)).contains("source:bookings", "source:cancellations");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOrderOfEventsAndTheirRepetitionDoNotMatter(Engine engine) throws Exception {
    HttpConfig compressed = new HttpConfig();
    compressed.setCompression(HttpConfig.Compression.GZIP);
    try (Receiver receiver = new Receiver(engine, folder);
        OpenLineageClient client = receiver.client(compressed)) {
      client.emit(event(EventType.COMPLETE, TEN.plusMinutes(5)));
      client.emit(event(EventType.START, TEN));
      client.emit(event(EventType.RUNNING, TEN.plusMinutes(6)));
      client.emit(event(EventType.START, TEN));

      assertThat(receiver.items("runs")).hasSize(1);
      JsonNode run = receiver.items("runs").path(0);
      assertThat(run.path("state").asText()).isEqualTo("COMPLETE");
      assertThat(run.path("startedAt").asText()).isEqualTo("2026-01-01T10:00:00Z");
    }
  }

  @ParameterizedTest
  @EnumSource
  void datasetsAndJobsAreToldOfWithoutARun(Engine engine) throws Exception {
    try (Receiver receiver = new Receiver(engine, folder);
        OpenLineageClient client = receiver.client(new HttpConfig())) {
      client.emit(ol.newDatasetEvent(TEN, ol.newStaticDataset("s3://raw", "rates", null)));
      client.emit(
          ol.newJobEvent(
              TEN,
              ol.newJob("airflow", "rates", null),
              List.of(ol.newInputDataset("s3://raw", "rates", null, null)),
              List.of()));

      assertThat(nodes(receiver.http.get("/api/v1/lineage?kind=job&id=airflow/rates").json()))
          .containsExactly("external dataset:s3:%2F%2Fraw/rates", "job:airflow/rates");
      assertThat(receiver.items("runs?job=airflow/rates")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyAtOnceLoseNothing(Engine engine) throws Exception {
    try (Receiver receiver = new Receiver(engine, folder);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> posts = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String facet = "facet" + i;
        String event =
            run("'eventType':'RUNNING'", "'facets':{'" + facet + "':{'_producer':'x:y'}}");
        posts.add(() -> receiver.http.post("/api/v1/lineage", event).status());
      }
      for (var done : threads.invokeAll(posts)) {
        assertThat(done.get()).isEqualTo(201);
      }
      assertThat(receiver.items("runs").path(0).path("facets")).hasSize(60);
      assertThat(receiver.items("runs")).hasSize(1);
    }
  }

  private static String run(String more, String facets) {
    return ("{'eventTime':'2026-01-01T10:00:00Z','producer':'https://p.example','schemaURL':"
            + "'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',"
            + more
            + ",'run':{'runId':'"
            + RUN
            + "',"
            + facets
            + "},'job':{'namespace':'n','name':'j'}}")
        .replace('\'', '"');
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitIsRefusedByItsPath(Engine engine) {
    String fits = run("'eventType':'START'", "'facets':{}");
    try (Receiver receiver = new Receiver(engine, folder)) {
      Map<String, String> wrong =
          Map.of(
              fits.replace("\"eventTime\"", "\"eventtime\""),
              "eventTime is missing",
              fits.replace("2026-01-01T10:00:00Z", "yesterday"),
              "eventTime is 'yesterday'",
              fits.replace(RUN.toString(), "7"),
              "run.runId is '7'; a UUID is expected",
              fits.replace("\"name\":\"j\"", "\"name\":3"),
              "job.name is no text",
              fits.replace("START", "BEGUN"),
              "eventType is 'BEGUN'; START, RUNNING, COMPLETE",
              fits.replace("https://p.example", "none"),
              "producer is 'none'; a URI is expected",
              fits.replace("\"facets\":{}", "\"facets\":{\"a\":1}"),
              "run.facets.a is no object",
              fits.replace("\"job\":{", "\"inputs\":[{\"namespace\":\"n\"}],\"job\":{"),
              "inputs[0].name is missing",
              fits.replace("\"job\":{", "\"dataset\":{},\"job\":{"),
              "dataset stands beside",
              "[]",
              "it is no object");
      wrong.forEach(
          (event, why) -> {
            Http.Answer answer = receiver.http.post("/api/v1/lineage", event);
            assertThat(answer.status()).as(why).isEqualTo(400);
            assertThat(answer.text()).contains(why);
          });
      assertThat(receiver.http.post("/api/v1/lineage", fits).status()).isEqualTo(201);
      assertThat(receiver.http.post("/api/v1/lineage", fits).status()).isEqualTo(200);
      String large = "\"facets\":{\"a\":{\"x\":\"" + "y".repeat(300_000) + "\"},\"b\":{}}";
      assertThat(
              receiver.http.post("/api/v1/lineage", fits.replace("\"facets\":{}", large)).status())
          .isEqualTo(201);
      assertThat(receiver.items("runs").path(0).path("facets").toString()).isEqualTo("{\"b\":{}}");
      assertThat(receiver.http.post("/api/v1/lineage", " ".repeat(5 << 20) + fits).status())
          .isEqualTo(413);
    }
  }

  private static Set<String> nodes(JsonNode graph) {
    Set<String> nodes = new TreeSet<>();
    graph
        .path("nodes")
        .forEach(n -> nodes.add(n.path("kind").asText() + ":" + n.path("id").asText()));
    return nodes;
  }
}
