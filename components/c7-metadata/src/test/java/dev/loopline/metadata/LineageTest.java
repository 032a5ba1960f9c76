package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.MlflowRoutes;
import dev.loopline.metadata.http.lineage.LineageRoutes;
import dev.loopline.metadata.lineage.Lineage;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkRules;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceNode.Ref;
import dev.loopline.metadata.spi.TraceSource;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LineageTest {
  private static final String AT = "/api/v1/products/hotel/lineage";

  @TempDir Path folder;

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

  private static final class Machine implements AutoCloseable {
    final Kernel kernel;
    final TestServer server;
    final Http http;

    Machine(Kernel kernel) {
      this.kernel = kernel;
      List<TraceSource> things = new ArrayList<>(MetadataFactory.tracked(kernel));
      for (String kind :
          List.of("source", "source file", "data snapshot", "model version", "commit")) {
        things.add(new Anything(kind));
      }
      Lineage lineage = MetadataFactory.lineage(kernel, things, List.of());
      List<Route> routes = new ArrayList<>(MlflowRoutes.routes(MetadataFactory.open(kernel)));
      routes.addAll(LineageRoutes.routes(lineage));
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
  }

  private Machine machine(Engine engine) {
    return new Machine(engine.kernel(folder, SettableClock.at("2026-01-01T00:00:00Z"), "metadata"));
  }

  private static Set<String> nodes(JsonNode graph) {
    Set<String> nodes = new TreeSet<>();
    graph
        .path("nodes")
        .forEach(n -> nodes.add(n.path("kind").asText() + ":" + n.path("id").asText()));
    return nodes;
  }

  @ParameterizedTest
  @EnumSource
  void linksThatTheLogToldAreFollowedBothWaysAndWhatHappenedBeforeIsCaughtUpWith(Engine engine)
      throws InterruptedException {
    try (Machine machine = machine(engine)) {
      machine.made("commit:c1", "model version:m/1");
      machine.made("data snapshot:v/1", "model version:m/1");
      machine.begin();
      machine.made("data snapshot:v/1", "model version:m/2");
      // At least once: told again, it is the same.
      machine.made("data snapshot:v/1", "model version:m/2");
      machine.settle();

      JsonNode back = machine.get(AT + "?kind=model-version&id=m/1&direction=back");
      assertThat(nodes(back))
          .containsExactly("commit:c1", "data snapshot:v/1", "model version:m/1");
      assertThat(back.path("edges")).hasSize(2);
      assertThat(back.path("truncated").asBoolean()).isFalse();
      JsonNode forward = machine.get(AT + "?kind=data+snapshot&id=v/1&direction=forward");
      assertThat(nodes(forward))
          .containsExactly("data snapshot:v/1", "model version:m/1", "model version:m/2");
      assertThat(forward.path("edges").path(0).path("from").path("kind").asText())
          .isEqualTo("data snapshot");
      // Another product's things are another's.
      assertThat(machine.get("/api/v1/products/other/lineage?kind=commit&id=c1").path("edges"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSourceLeadsOnlyToWhatWasMadeAfterTheFileCameIn(Engine engine) throws InterruptedException {
    try (Machine machine = machine(engine)) {
      machine.begin();
      machine.made("source file:s/1", "source:s");
      machine.made("source:s", "data snapshot:v/1");
      machine.made("source file:s/2", "source:s");
      machine.made("source:s", "data snapshot:v/2");
      machine.settle();

      assertThat(nodes(machine.get(AT + "?kind=source+file&id=s/2&direction=forward")))
          .containsExactly("data snapshot:v/2", "source file:s/2", "source:s");
      assertThat(nodes(machine.get(AT + "?kind=source+file&id=s/1&direction=forward")))
          .contains("data snapshot:v/1", "data snapshot:v/2");
      assertThat(nodes(machine.get(AT + "?kind=data+snapshot&id=v/1&direction=back")))
          .containsExactly("data snapshot:v/1", "source file:s/1", "source:s");
      assertThat(nodes(machine.get(AT + "?kind=source&id=s"))).hasSize(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLeftOutIsCountedAndListedPageByPage(Engine engine) throws InterruptedException {
    try (Machine machine = machine(engine)) {
      machine.begin();
      for (int i = 1; i <= 70; i++) {
        machine.made("commit:c", "model version:m/" + i);
      }
      machine.made("model version:m/70", "data snapshot:far/1");
      machine.settle();

      JsonNode some = machine.get(AT + "?kind=commit&id=c&direction=forward&width=10");
      assertThat(some.path("nodes")).hasSize(12);
      assertThat(nodes(some)).contains("model version:m/70", "data snapshot:far/1");
      assertThat(some.path("truncated").asBoolean()).isTrue();
      assertThat(some.path("more").toString())
          .isEqualTo("[{\"kind\":\"commit\",\"id\":\"c\",\"direction\":\"FORWARD\",\"links\":70}]");
      JsonNode near = machine.get(AT + "?kind=commit&id=c&direction=forward&width=200&depth=1");
      assertThat(near.path("more").toString()).contains("m/70").contains("\"links\":1");
      assertThat(machine.get(AT + "?kind=commit&id=c&limit=5").path("nodes")).hasSize(5);

      Set<String> all = new TreeSet<>();
      String next = "";
      int pages = 0;
      do {
        JsonNode page =
            machine.get(AT + "/neighbours?kind=commit&id=c&direction=forward&limit=30" + next);
        page.path("items").forEach(n -> all.add(n.path("id").asText()));
        next = "&cursor=" + page.path("nextCursor").asText();
        pages++;
        if (!page.hasNonNull("nextCursor")) {
          next = "";
        }
      } while (!next.isEmpty());
      assertThat(all).hasSize(70);
      assertThat(pages).isLessThan(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRenamedModelKeepsItsLineage(Engine engine) throws InterruptedException {
    try (Machine machine = machine(engine)) {
      machine.begin();
      machine.made("commit:c", "model version:hotel.old/1");
      machine.made("model version:hotel.old/1", "data snapshot:v/1");
      machine.tell("test.renamed", "hotel", "hotel.old/", "hotel.new/");
      machine.settle();

      assertThat(nodes(machine.get(AT + "?kind=commit&id=c")))
          .containsExactly("commit:c", "data snapshot:v/1", "model version:hotel.new/1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatMlflowsClientsToldIsThereAtOnce(Engine engine) {
    try (Machine machine = machine(engine)) {
      String maker = run(machine);
      String reader = run(machine);
      String model =
          post(
                  machine,
                  "logged-models",
                  "{'experiment_id':'0','name':'forest','source_run_id':'" + maker + "'}")
              .at("/model/info/model_id")
              .asText();
      post(
          machine,
          "runs/log-inputs",
          "{'run_id':'"
              + maker
              + "','datasets':[{'dataset':{'name':'bookings','digest':'d1','source_type':'local',"
              + "'source':'{}'}}]}");
      post(
          machine,
          "runs/log-inputs",
          "{'run_id':'" + reader + "','models':[{'model_id':'" + model + "'}]}");

      post(machine, "runs/log-parameter", "{'run_id':'" + maker + "','key':'depth','value':'6'}");

      JsonNode graph = machine.get("/api/v1/lineage?kind=run&id=" + maker);
      assertThat(graph.at("/nodes/0/facts/depth").asText()).isEqualTo("6");
      assertThat(nodes(graph)).hasSize(4).contains("logged model:" + model, "run:" + reader);
      String dataset = "";
      for (JsonNode node : graph.path("nodes")) {
        dataset = node.path("kind").asText().equals("dataset") ? node.path("id").asText() : dataset;
      }
      JsonNode forward =
          machine.get("/api/v1/lineage?kind=dataset&direction=forward&id=" + dataset);
      assertThat(nodes(forward)).hasSize(4);
      assertThat(
              machine
                  .get("/api/v1/lineage/neighbours?kind=run&direction=forward&id=" + maker)
                  .path("items"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void wrongQuestionsAreToldWhatIsExpected(Engine engine) {
    try (Machine machine = machine(engine)) {
      assertThat(machine.http.get(AT + "?kind=nonsense&id=x").text())
          .contains("Lineage has no kind 'nonsense'. Kinds: commit, data snapshot");
      assertThat(machine.http.get(AT + "?kind=run").status()).isEqualTo(400);
      assertThat(machine.http.get(AT + "?kind=run&id=x&direction=up").text())
          .contains("'direction' is 'up'; back, forward or both is expected.");
      Http.Answer none = machine.http.get(AT + "?kind=run&id=x");
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.text()).contains("Product hotel has no run 'x' with a lineage.");
      assertThat(
              machine
                  .http
                  .get(AT + "/neighbours?kind=commit&id=c&direction=back&cursor=7.x")
                  .status())
          .isEqualTo(400);
      assertThat(machine.http.get(AT + "/neighbours?kind=commit&id=c").status()).isEqualTo(400);
    }
  }

  private static String run(Machine machine) {
    return post(machine, "runs/create", "{'experiment_id':'0','start_time':1}")
        .at("/run/info/run_id")
        .asText();
  }

  private static JsonNode post(Machine machine, String path, String json) {
    Http.Answer answer =
        machine.http.send("POST", "/api/2.0/mlflow/" + path, json.replace('\'', '"'));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }
}
