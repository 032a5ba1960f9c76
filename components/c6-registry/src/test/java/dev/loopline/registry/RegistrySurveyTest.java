package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tables, plots and the inbox of approvals show. */
class RegistrySurveyTest {
  private static final String MODEL = "hotel.cancellation";
  private static final String AT = "/api/v1/models/" + MODEL;

  @TempDir Path folder;
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");

  private static void train(RegistryFixture f, String run) {
    f.registry().registry().register("hotel", RegistryFixture.trained(f.kernel(), run), "ana");
  }

  private static List<String> texts(JsonNode items, String field) {
    List<String> all = new ArrayList<>();
    items.forEach(item -> all.add(item.at(field).asText()));
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void aModelOfNobodyIsShownWithItsVersionsAndTheMetricsOfTheirRuns(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("sentiment");
      String run =
          f.post("/runs/create", Map.of("experiment_id", "0"))
              .json()
              .at("/run/info/run_id")
              .asText();
      for (double value : new double[] {0.5, 0.7}) {
        f.post(
            "/runs/log-metric",
            Map.of("run_id", run, "key", "f1", "value", value, "timestamp", 1, "step", value * 10));
      }
      f.post(
          "/model-versions/create",
          Map.of("name", "sentiment", "source", "runs:/" + run + "/model", "run_id", run));
      f.version("sentiment");
      f.post(
          "/registered-models/set-tag",
          Map.of("name", "sentiment", "key", "owner", "value", "mei"));

      JsonNode model = f.http().get("/api/v1/models/sentiment").json();
      assertThat(model.path("versions").asInt()).isEqualTo(2);
      assertThat(model.path("owner").asText()).isEqualTo("mei");
      assertThat(model.path("product").asText()).isEmpty();
      JsonNode listed = f.http().get("/api/v1/models").json().at("/items/0");
      assertThat(listed.path("versions").asInt()).isEqualTo(2);
      assertThat(listed.path("owner").asText()).isEqualTo("mei");
      f.post(
          "/registered-models/set-tag", Map.of("name", "sentiment", "key", "owner", "value", ""));
      for (int v = 1; v <= 2; v++) {
        f.http()
            .send(
                "PUT",
                "/api/v1/models/sentiment/versions/" + v + "/card",
                "{\"owner\":\"bo" + v + "\"}");
      }
      assertThat(f.http().get("/api/v1/models/sentiment").json().path("owner").asText())
          .isEqualTo("bo2");
      JsonNode figures = f.http().get("/api/v1/models/sentiment/figures").json().path("items");
      assertThat(texts(figures, "/version")).containsExactly("2", "1");
      assertThat(figures.at("/1/metrics/f1").asDouble()).isEqualTo(0.7);
      assertThat(figures.at("/0/metrics")).isEmpty();
      assertThat(f.http().get("/api/v1/models/sentiment/versions/1").json().at("/history/0/change"))
          .hasToString("\"registered\"");
      assertThat(f.http().get("/api/v1/models/none").code()).isEqualTo("MODEL_NOT_FOUND");
      assertThat(f.http().get("/api/v1/products/hotel/models/sentiment/figures").code())
          .isEqualTo("MODEL_NOT_FOUND");
    }
  }

  @ParameterizedTest
  @EnumSource
  void figuresAndPeriodsComeInPages(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      for (int i = 1; i <= 5; i++) {
        train(f, String.valueOf(i));
        clock.advance(Duration.ofHours(1));
        f.http()
            .send(
                "PUT",
                AT + "/versions/" + i + "/stage",
                "{\"stage\":\"Production\",\"archiveOthers\":true}");
      }
      assertThat(pages(f, AT + "/figures?limit=2", "/version"))
          .containsExactly("5", "4", "3", "2", "1");
      List<String> periods = pages(f, AT + "/periods?limit=3", "/stage");
      assertThat(periods).hasSize(14);
      assertThat(periods).containsOnly("Staging", "Production", "Archived");
      JsonNode newest = f.http().get(AT + "/periods?limit=1").json().at("/items/0");
      assertThat(newest.path("until").isMissingNode() || newest.path("until").isNull()).isTrue();
      assertThat(texts(f.http().get("/api/v1/model-stages").json().path("items"), "/label"))
          .containsExactly("None", "Staging", "Production", "Archived", "Canary");
    }
  }

  private static List<String> pages(RegistryFixture f, String path, String field) {
    List<String> all = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = f.http().get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).json();
      all.addAll(texts(page.path("items"), field));
      cursor = page.path("nextCursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void promotionsWaitForThoseWhoMayDecide(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      for (int i = 1; i <= 4; i++) {
        train(f, String.valueOf(i));
      }
      JsonNode evidence = Json.object().put("auc", 0.81);
      Promotions promotions = f.registry().promotions();
      promotions.request(MODEL, 1, evidence, "ana");
      promotions.request(MODEL, 2, evidence, "tester");
      promotions.request(MODEL, 3, evidence, "ana");
      assertThat(pages(f, "/api/v1/promotions?limit=1", "/version")).containsExactly("3", "2", "1");
      assertThat(pages(f, "/api/v1/promotions?of=me&limit=1", "/version"))
          .containsExactly("3", "1");
      assertThat(pages(f, "/api/v1/promotions?product=other", "/version")).isEmpty();
      assertThat(f.http().get("/api/v1/promotions/count?product=hotel").json().path("count"))
          .hasToString("3");

      f.approvers().put("hotel", Set.of("emil", "bo"));
      assertThat(pages(f, "/api/v1/promotions?of=me&limit=50", "/version")).isEmpty();
      JsonNode standing = f.http().get(AT + "/versions/1/promotion").json();
      assertThat(texts(standing.path("approvers"), "")).containsExactly("bo", "emil");
      assertThat(standing.path("obstacle").asText()).contains("these do: bo, emil");
      assertThat(standing.path("requestedBy").asText()).isEqualTo("ana");
      assertThat(standing.at("/evidence/auc").asDouble()).isEqualTo(0.81);
      assertThat(
              f.http().get(AT + "/versions/4/promotion").json().path("decision").isNull()
                  || f.http()
                      .get(AT + "/versions/4/promotion")
                      .json()
                      .path("decision")
                      .isMissingNode())
          .isTrue();

      promotions.approve(MODEL, 1, evidence, "emil");
      JsonNode decided = f.http().get(AT + "/versions/1/promotion").json();
      assertThat(decided.path("decidedBy").asText()).isEqualTo("emil");
      assertThat(pages(f, "/api/v1/promotions?limit=50", "/version")).containsExactly("3", "2");
      assertThat(pages(f, "/api/v1/promotions?decision=promoted&limit=9", "/version"))
          .containsExactly("1");
      assertThat(f.http().get("/api/v1/promotions?decision=maybe").status()).isEqualTo(400);
      assertThat(f.http().get("/api/v1/promotions?of=you").status()).isEqualTo(400);
    }
  }
}
