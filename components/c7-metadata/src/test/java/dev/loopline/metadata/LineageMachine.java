package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.GarbageReport;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.ImportRoutes;
import dev.loopline.metadata.http.MlflowRoutes;
import dev.loopline.metadata.http.lineage.LineageRoutes;
import dev.loopline.metadata.http.lineage.OpenLineageRoutes;
import dev.loopline.metadata.lineage.Lineage;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkRules;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceNode.Ref;
import dev.loopline.metadata.spi.TraceSource;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Lineage behind a real server, with links that a test tells by events of its own. */
final class LineageMachine implements AutoCloseable {
  /** {@code test.made} with {@code from} and {@code to} as kind:id; {@code test.renamed}. */
  private static final LinkRules RULES =
      new LinkRules() {
        @Override
        public Set<String> types() {
          return Set.of("test.made", "test.renamed");
        }

        @Override
        public List<Told> of(Event event) {
          JsonNode data = event.data();
          return event.type().equals("test.renamed")
              ? List.of(
                  new Renamed(
                      List.of("model version"),
                      "hotel",
                      data.path("from").asText(),
                      data.path("to").asText()))
              : List.of(new Made(new Link(ref(data, "from"), ref(data, "to"), event.position())));
        }

        private Ref ref(JsonNode data, String end) {
          String[] parts = data.path(end).asText().split(":", 2);
          return new Ref(parts[0], parts[1]);
        }
      };

  /** Anything of a kind. */
  private record Anything(String kind) implements TraceSource {
    @Override
    public Optional<TraceNode> find(String product, String id) {
      return id.startsWith("gone")
          ? Optional.empty()
          : Optional.of(new TraceNode(kind, id, kind + " " + id, Map.of(), null, List.of()));
    }
  }

  final Kernel kernel;
  final TestServer server;
  final Http http;

  LineageMachine(Kernel kernel) {
    this.kernel = kernel;
    List<TraceSource> things = new ArrayList<>(MetadataFactory.tracked(kernel));
    for (String kind :
        List.of("source", "source file", "data snapshot", "model version", "commit")) {
      things.add(new Anything(kind));
    }
    Lineage lineage = MetadataFactory.lineage(kernel, things, List.of());
    Metadata metadata = MetadataFactory.open(kernel);
    List<Route> routes = new ArrayList<>(MlflowRoutes.routes(metadata));
    routes.addAll(ImportRoutes.routes(metadata, MetadataFactory.imports(kernel)));
    routes.addAll(LineageRoutes.routes(lineage));
    routes.addAll(OpenLineageRoutes.routes(MetadataFactory.openLineage(kernel, "hotel"::equals)));
    server = TestServer.start(routes);
    http = server.http();
  }

  void begin() {
    MetadataFactory.record(kernel, RULES);
  }

  void tell(String type, String product, String from, String to) {
    JsonNode data = Json.object().put("from", from).put("to", to);
    kernel
        .db()
        .change(
            tx ->
                kernel
                    .events()
                    .append(tx, new NewEvent(type, "test", to, product, "tester", data)));
  }

  void made(String from, String to) {
    tell("test.made", "hotel", from, to);
  }

  void settle() throws InterruptedException {
    BooleanSupplier settled = () -> kernel.events().isSettled();
    assertThat(kernel.events().signal().await(settled, Duration.ofSeconds(20))).isTrue();
  }

  JsonNode get(String path) {
    Http.Answer answer = http.get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  @Override
  public void close() {
    kernel.events().stopSubscribers();
    server.close();
    kernel.close();
  }

  /** Removes for good what is deleted by now. */
  GarbageReport collect() {
    Doomed deleted = Doomed.allBefore(kernel.clock().now());
    return kernel.garbage().collect(deleted, Duration.ZERO, "ada");
  }

  /** A new run's id. */
  String run() {
    return post("runs/create", "{'experiment_id':'0','start_time':1}")
        .at("/run/info/run_id")
        .asText();
  }

  /** Posts single-quoted JSON to the tracking API and expects success. */
  JsonNode post(String path, String json) {
    Http.Answer answer = http.send("POST", "/api/2.0/mlflow/" + path, json.replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }
}
