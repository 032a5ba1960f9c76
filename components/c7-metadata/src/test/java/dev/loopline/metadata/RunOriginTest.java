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

/** What runs of MLflow's clients came of: their commit, their parent, the place of their data. */
class RunOriginTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String AT = "/api/v1/lineage?kind=";
  private static final String CLEAN = "s3:%2F%2Fb/clean";

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

  private static void tag(LineageMachine machine, String run, String key, String value) {
    machine.post(
        "runs/set-tag", "{'run_id':'%s','key':'%s','value':'%s'}".formatted(run, key, value));
  }

  private static void read(LineageMachine machine, String run) {
    machine.post(
        "runs/log-inputs",
        ("{'run_id':'%s','datasets':[{'dataset':{'name':'clean','digest':'d1',"
                + "'source_type':'s3','source':'s3://b/clean'}}]}")
            .formatted(run));
  }

  private static void loaded(LineageMachine machine) {
    String event =
        ("{'eventTime':'2026-01-01T10:00:00Z','producer':'https://p.example','schemaURL':"
                + "'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent',"
                + "'job':{'namespace':'airflow','name':'load'},"
                + "'outputs':[{'namespace':'s3://b','name':'clean'}]}")
            .replace('\'', '"');
    assertThat(machine.http.post("/api/v1/lineage", event).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void aRunsCommitIsKnownByItsTagHoweverItCame(Engine engine) throws InterruptedException {
    try (LineageMachine machine = machine(engine)) {
      machine.begin();
      String begun =
          machine
              .post(
                  "runs/create",
                  ("{'experiment_id':'0','start_time':1,'tags':["
                          + "{'key':'mlflow.source.git.commit','value':'%s'},"
                          + "{'key':'mlflow.source.git.repoURL','value':'https://git.example/r'}]}")
                      .formatted(COMMIT))
              .at("/run/info/run_id")
              .asText();
      String tagged = machine.run();
      tag(machine, tagged, "mlflow.source.git.commit", "feed");
      tag(machine, tagged, "mlflow.source.git.commit", COMMIT);
      tag(machine, tagged, "mlflow.source.git.commit", COMMIT);
      machine.made("run:" + begun, "model version:m/1");
      machine.settle();

      JsonNode back =
          machine.get("/api/v1/products/hotel/lineage?kind=model-version&id=m/1&direction=back");
      assertThat(nodes(back))
          .containsExactly("commit:" + COMMIT, "model version:m/1", "run:" + begun);
      JsonNode forward =
          machine.get("/api/v1/products/hotel/lineage?direction=forward&kind=commit&id=" + COMMIT);
      assertThat(nodes(forward))
          .containsExactlyInAnyOrder(
              "commit:" + COMMIT, "run:" + begun, "run:" + tagged, "model version:m/1");
      assertThat(forward.path("edges")).hasSize(3);
      machine.post(
          "runs/delete-tag", "{'run_id':'%s','key':'mlflow.source.git.commit'}".formatted(tagged));
      JsonNode later = machine.get(AT + "commit&direction=forward&id=" + COMMIT);
      assertThat(nodes(later)).containsExactlyInAnyOrder("commit:" + COMMIT, "run:" + begun);
      assertThat(later.at("/nodes/0/facts/repository").asText()).isEqualTo("https://git.example/r");
      assertThat(nodes(machine.get(AT + "commit&direction=forward&id=feed")))
          .doesNotContain("run:" + tagged);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImportedRunsCommitIsKnownToo(Engine engine) {
    try (LineageMachine machine = machine(engine)) {
      String run = "a".repeat(32);
      String told =
          ("{'experimentId':'0','run':{'info':{'run_id':'%s','run_name':'r','status':'FINISHED',"
                  + "'start_time':1,'end_time':2,'lifecycle_stage':'active'},'data':{'tags':["
                  + "{'key':'mlflow.source.git.commit','value':'%s'}]},'inputs':{'dataset_inputs':["
                  + "{'dataset':{'name':'clean','digest':'d','source_type':'s3',"
                  + "'source':'{\\\"uri\\\":\\\"s3a://b/clean/\\\"}'}}]}}}")
              .formatted(run, COMMIT);
      loaded(machine);
      for (int again = 0; again < 2; again++) {
        Http.Answer put =
            machine.http.send("PUT", "/api/v1/import/runs/" + run, told.replace('\'', '"'));
        assertThat(put.status()).as(put.text()).isBetween(200, 204);
      }
      JsonNode back = machine.get(AT + "run&direction=back&id=" + run);
      assertThat(nodes(back))
          .contains("commit:" + COMMIT, "external dataset:" + CLEAN, "job:airflow/load");
      assertThat(nodes(machine.get(AT + "commit&direction=forward&id=" + COMMIT)))
          .contains("run:" + run);
    }
  }

  @ParameterizedTest
  @EnumSource
  void childRunsComeOfTheirParent(Engine engine) {
    try (LineageMachine machine = machine(engine)) {
      String parent = machine.run();
      String child = machine.run();
      tag(machine, parent, "mlflow.source.git.commit", COMMIT);
      tag(machine, child, "mlflow.parentRunId", parent);
      // A run that says that it is its own parent has none.
      tag(machine, parent, "mlflow.parentRunId", parent);

      assertThat(nodes(machine.get(AT + "run&direction=back&id=" + child)))
          .containsExactlyInAnyOrder("run:" + child, "run:" + parent, "commit:" + COMMIT);
      assertThat(nodes(machine.get(AT + "run&direction=forward&id=" + parent)))
          .containsExactlyInAnyOrder("run:" + child, "run:" + parent);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDatasetLiesWhereOpenLineageToldOf(Engine engine) {
    try (LineageMachine machine = machine(engine)) {
      String run = machine.run();
      read(machine, run);
      loaded(machine);

      JsonNode back = machine.get(AT + "run&direction=back&id=" + run);
      assertThat(nodes(back))
          .hasSize(4)
          .contains("external dataset:" + CLEAN, "job:airflow/load", "run:" + run);
      assertThat(nodes(machine.get(AT + "job&direction=forward&id=airflow/load")))
          .isEqualTo(nodes(back));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatRunsCameOfIsKeptWhenTheyAreRemoved(Engine engine) throws InterruptedException {
    try (LineageMachine machine = machine(engine)) {
      machine.begin();
      String parent = machine.run();
      String child = machine.run();
      tag(machine, parent, "mlflow.source.git.commit", COMMIT);
      tag(machine, child, "mlflow.parentRunId", parent);
      read(machine, child);
      loaded(machine);
      machine.made("run:" + child, "model version:m/1");
      machine.settle();
      String back = "/api/v1/products/hotel/lineage?kind=model-version&id=m/1&direction=back";
      JsonNode before = machine.get(back);
      assertThat(nodes(before)).hasSize(7);

      machine.post("runs/delete", "{'run_id':'%s'}".formatted(parent));
      machine.collect();
      assertThat(nodes(machine.get(back))).isEqualTo(nodes(before));
      machine.post("runs/delete", "{'run_id':'%s'}".formatted(child));
      machine.collect();
      assertThat(machine.get(back).path("edges"))
          .containsExactlyInAnyOrderElementsOf(before.path("edges"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void allThatAThingReachedIsListedPageByPageAndByKind(Engine engine) throws InterruptedException {
    try (LineageMachine machine = machine(engine)) {
      machine.begin();
      for (int i = 100; i < 250; i++) {
        machine.made("commit:c", "source file:s/" + i);
        machine.made("source file:s/" + i, "data snapshot:v/" + i);
      }
      machine.made("commit:c", "source file:s/1");
      for (int i = 100; i < 130; i++) {
        machine.made("source file:s/1", "model version:m/" + i);
      }
      machine.settle();
      String reached =
          "/api/v1/products/hotel/lineage/reached?kind=commit&id=c&direction=forward&limit=100";
      Set<String> all = new TreeSet<>();
      String next = "";
      int pages = 0;
      do {
        JsonNode page = machine.get(reached + next);
        page.path("items")
            .forEach(n -> all.add(n.path("kind").asText() + ":" + n.path("id").asText()));
        next =
            page.hasNonNull("nextCursor")
                ? "&cursor=" + page.path("nextCursor").asText().replace(" ", "%20")
                : "";
        pages++;
      } while (!next.isEmpty());

      assertThat(all).hasSize(150 + 150 + 1 + 30).doesNotContain("commit:c");
      assertThat(pages).isEqualTo(4);
      JsonNode versions = machine.get(reached + "&only=model-version");
      assertThat(versions.path("items")).hasSize(30);
      assertThat(versions.at("/items/0/id").asText()).isEqualTo("m/100");
      assertThat(versions.path("nextCursor").asText("")).isIn("", "null");
      assertThat(machine.http.get(reached + "&only=wheel").text())
          .contains("Lineage has no kind 'wheel'. Kinds: commit");
      assertThat(machine.http.get(reached + "&cursor=x").text()).contains("'x' is no cursor");
      assertThat(machine.http.get("/api/v1/lineage/reached?kind=run&id=x&direction=back").status())
          .isEqualTo(404);
      assertThat(machine.http.get("/api/v1/lineage/reached?kind=run&id=x").status()).isEqualTo(400);
    }
  }
}
