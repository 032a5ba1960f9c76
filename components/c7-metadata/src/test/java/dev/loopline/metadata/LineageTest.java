package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LineageTest {
  private static final String AT = "/api/v1/products/hotel/lineage";

  @TempDir Path folder;

  private LineageMachine machine(Engine engine) {
    return new LineageMachine(
        engine.kernel(folder, SettableClock.at("2026-01-01T00:00:00Z"), "metadata"));
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
    try (LineageMachine machine = machine(engine)) {
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
    try (LineageMachine machine = machine(engine)) {
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
    try (LineageMachine machine = machine(engine)) {
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
    try (LineageMachine machine = machine(engine)) {
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
    try (LineageMachine machine = machine(engine)) {
      String maker = machine.run();
      String reader = machine.run();
      String model =
          machine
              .post(
                  "logged-models",
                  "{'experiment_id':'0','name':'forest','source_run_id':'" + maker + "'}")
              .at("/model/info/model_id")
              .asText();
      machine.post(
          "runs/log-inputs",
          "{'run_id':'"
              + maker
              + "','datasets':[{'dataset':{'name':'bookings','digest':'d1','source_type':'local',"
              + "'source':'{}'}}]}");
      machine.post(
          "runs/log-inputs", "{'run_id':'" + reader + "','models':[{'model_id':'" + model + "'}]}");

      machine.post("runs/log-parameter", "{'run_id':'" + maker + "','key':'depth','value':'6'}");

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
    try (LineageMachine machine = machine(engine)) {
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
}
