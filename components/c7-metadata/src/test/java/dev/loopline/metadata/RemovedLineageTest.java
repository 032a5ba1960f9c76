package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.spi.Presence;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a model was made from stays known when runs, models and datasets are removed for good. */
class RemovedLineageTest {
  private static final String DATA =
      "'datasets':[{'dataset':{'name':'bookings','digest':'d1','source_type':'local',"
          + "'source':'{}'}}]";

  @TempDir Path folder;

  private LineageMachine machine(Engine engine) {
    return new LineageMachine(
        engine.kernel(folder, SettableClock.at("2026-01-01T00:00:00Z"), "metadata"));
  }

  /** Kind, title and presence of each node by its id. */
  private static Map<String, String> nodes(JsonNode graph) {
    Map<String, String> nodes = new TreeMap<>();
    for (JsonNode node : graph.path("nodes")) {
      nodes.put(
          node.path("id").asText(),
          node.path("kind").asText()
              + " "
              + node.path("title").asText()
              + " "
              + node.path("presence").asText());
    }
    return nodes;
  }

  private static String run(LineageMachine machine, String name) {
    return machine
        .post("runs/create", "{'experiment_id':'0','start_time':1,'run_name':'" + name + "'}")
        .at("/run/info/run_id")
        .asText();
  }

  private static void delete(LineageMachine machine, String run) {
    machine.post("runs/delete", "{'run_id':'" + run + "'}");
  }

  @ParameterizedTest
  @EnumSource
  void theWayBackFromAVersionOutlivesAllThatItLeadsThrough(Engine engine)
      throws InterruptedException {
    try (LineageMachine machine = machine(engine)) {
      machine.begin();
      String maker = run(machine, "maker");
      String tuner = run(machine, "tuner");
      machine.post("runs/log-inputs", "{'run_id':'" + maker + "'," + DATA + "}");
      String model =
          machine
              .post(
                  "logged-models",
                  "{'experiment_id':'0','name':'forest','source_run_id':'" + maker + "'}")
              .at("/model/info/model_id")
              .asText();
      machine.post(
          "runs/log-inputs", "{'run_id':'" + tuner + "','models':[{'model_id':'" + model + "'}]}");
      machine.made("run:" + tuner, "model version:m/1");
      machine.settle();
      String back = "/api/v1/products/hotel/lineage?kind=model-version&id=m/1&direction=back";
      JsonNode before = machine.get(back);
      assertThat(nodes(before)).hasSize(5).containsEntry(maker, "run maker THERE");

      delete(machine, maker);
      delete(machine, tuner);
      assertThat(machine.http.send("DELETE", "/api/2.0/mlflow/logged-models/" + model, "").status())
          .isEqualTo(200);
      machine.collect();
      JsonNode after = machine.get(back);
      assertThat(after.path("edges")).containsExactlyInAnyOrderElementsOf(before.path("edges"));
      assertThat(nodes(after).values())
          .containsExactlyInAnyOrder(
              "dataset bookings REMOVED",
              "run maker REMOVED",
              "logged model forest REMOVED",
              "run tuner REMOVED",
              "model version model version m/1 THERE");
      for (JsonNode node : after.path("nodes")) {
        if (node.path("presence").asText().equals("REMOVED")) {
          assertThat(node.hasNonNull("href")).isFalse();
          assertThat(node.at("/facts/removed").asText()).isEqualTo("2026-01-01T00:00:00Z");
          assertThat(node.at("/facts/experiment").asText()).isEqualTo("Default");
        }
        if (node.path("kind").asText().equals("dataset")) {
          assertThat(node.at("/facts/digest").asText()).isEqualTo("d1");
        }
      }
      // Forward it is the same, and page by page.
      JsonNode forward =
          machine.get("/api/v1/products/hotel/lineage?kind=run&direction=forward&id=" + maker);
      assertThat(nodes(forward)).hasSize(4);
      JsonNode near =
          machine.get(
              "/api/v1/products/hotel/lineage/neighbours?kind=run&direction=forward&id=" + tuner);
      assertThat(near.path("items")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofWhatLedToNothingTheNameIsLeftAndOfAStrangerNothing(Engine engine)
      throws InterruptedException {
    try (LineageMachine machine = machine(engine)) {
      machine.begin();
      String run = run(machine, "idle");
      machine.post("runs/log-inputs", "{'run_id':'" + run + "'," + DATA + "}");
      machine.made("run:elsewhere", "model version:m/2");
      machine.settle();
      delete(machine, run);
      machine.collect();

      JsonNode alone = machine.get("/api/v1/lineage?kind=run&id=" + run);
      assertThat(nodes(alone)).containsExactly(Map.entry(run, "run idle REMOVED"));
      JsonNode version =
          machine.get("/api/v1/products/hotel/lineage?kind=model-version&id=m/2&direction=back");
      assertThat(nodes(version)).containsEntry("elsewhere", "run elsewhere UNKNOWN");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDatasetThatAnotherRunStillReadsStays(Engine engine) throws InterruptedException {
    try (LineageMachine machine = machine(engine)) {
      machine.begin();
      String gone = run(machine, "gone");
      String there = run(machine, "there");
      for (String run : new String[] {gone, there}) {
        machine.post("runs/log-inputs", "{'run_id':'" + run + "'," + DATA + "}");
      }
      machine.made("run:" + gone, "model version:m/1");
      machine.settle();
      delete(machine, gone);
      machine.collect();

      JsonNode back =
          machine.get("/api/v1/products/hotel/lineage?kind=model-version&id=m/1&direction=back");
      assertThat(nodes(back).values())
          .containsExactlyInAnyOrder(
              "dataset bookings THERE",
              "run gone REMOVED",
              "model version model version m/1 THERE");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTraceEndsWithTheNameOfARunThatIsGone(Engine engine) {
    try (LineageMachine machine = machine(engine)) {
      String run = run(machine, "gone");
      delete(machine, run);
      machine.collect();
      TraceNode node =
          new Traces(MetadataFactory.tracked(machine.kernel))
              .of("hotel", "run", run)
              .nodes()
              .getFirst();
      assertThat(node.title()).isEqualTo("gone");
      assertThat(node.presence()).isEqualTo(Presence.REMOVED);
      assertThat(node.href()).isNull();
    }
  }
}
