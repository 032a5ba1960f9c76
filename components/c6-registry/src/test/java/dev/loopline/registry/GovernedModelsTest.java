package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.spi.Deployments.Endpoint;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What MLflow's clients may and may not do to models that endpoints or promotions know. */
class GovernedModelsTest {
  private static final String MODEL = "hotel.cancellation";
  private static final String AT = "/api/v1/models/" + MODEL;

  @TempDir Path folder;

  private static void train(RegistryFixture f, int versions) {
    for (int i = 1; i <= versions; i++) {
      f.registry()
          .registry()
          .register("hotel", RegistryFixture.trained(f.kernel(), "run-" + i), "ana");
    }
  }

  private static void serve(RegistryFixture f, Map<String, Integer> versions) {
    f.endpoints().put(MODEL, List.of(new Endpoint("cancel", versions)));
  }

  private static Http.Answer alias(RegistryFixture f, int version) {
    return f.post(
        "/registered-models/alias",
        Map.of("name", MODEL, "alias", "champion", "version", String.valueOf(version)));
  }

  private static Http.Answer dropAlias(RegistryFixture f) {
    return f.delete("/registered-models/alias", Map.of("name", MODEL, "alias", "champion"));
  }

  private static Http.Answer delete(RegistryFixture f, int version) {
    return f.delete(
        "/model-versions/delete", Map.of("name", MODEL, "version", String.valueOf(version)));
  }

  private static Http.Answer transition(RegistryFixture f, int version, String stage) {
    return f.post(
        "/model-versions/transition-stage",
        Map.of(
            "name",
            MODEL,
            "version",
            String.valueOf(version),
            "stage",
            stage,
            "archive_existing_versions",
            false));
  }

  private static void assertConflict(Http.Answer answer, String why) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    JsonNode body = answer.json();
    assertThat(body.path("error_code").asText()).isEqualTo("RESOURCE_CONFLICT");
    assertThat(body.path("message").asText()).contains(why);
  }

  @ParameterizedTest
  @EnumSource
  void whatStandsAtAnEndpointIsNotDeletedWhereverItsAliasesPoint(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      train(f, 4);
      serve(f, Map.of("champion", 1, "challenger", 2));
      assertConflict(delete(f, 1), "version 1 is champion of endpoint 'cancel'. Promote another");
      assertConflict(delete(f, 2), "version 2 is challenger of endpoint 'cancel'");
      assertThat(delete(f, 3).status()).isEqualTo(200);
      serve(f, Map.of("champion", 1, "shadow", 4));
      assertConflict(delete(f, 4), "version 4 is shadow of endpoint 'cancel'");
      assertConflict(
          f.delete("/registered-models/delete", Map.of("name", MODEL)),
          "version 1 is champion of endpoint 'cancel', version 4 is shadow of endpoint 'cancel'."
              + " Take its endpoints out of serving.yaml");
      assertThat(delete(f, 2).status()).isEqualTo(200);
      serve(f, Map.of());
      assertThat(f.delete("/registered-models/delete", Map.of("name", MODEL)).status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theChampionOfAGovernedModelIsSetByPromotionsAlone(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      train(f, 2);
      assertThat(alias(f, 2).status()).as("nobody governs it yet").isEqualTo(200);
      assertThat(dropAlias(f).status()).isEqualTo(200);
      serve(f, Map.of());
      assertThat(dropAlias(f).status()).as("there is none to take away").isEqualTo(200);
      assertConflict(alias(f, 2), "POST /api/v1/models/hotel.cancellation/versions/{version}");
      f.endpoints().clear();
      alias(f, 1);
      f.http().post(AT + "/versions/2/promotion", "{\"evidence\":{\"auc\":1}}");
      assertConflict(alias(f, 2), "is set by promotions");
      assertThat(alias(f, 1).status()).as("it has it").isEqualTo(200);
      assertConflict(dropAlias(f), "The alias 'champion' of hotel.cancellation is set by");
      assertThat(
              f.post(
                      "/registered-models/alias",
                      Map.of("name", MODEL, "alias", "best", "version", "2"))
                  .status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noVersionGoesToProductionPastItsPromotion(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      train(f, 4);
      assertThat(transition(f, 4, "Production").status()).as("as in MLflow").isEqualTo(200);
      assertThat(transition(f, 4, "Archived").status()).isEqualTo(200);
      Registry registry = f.registry().registry();
      registry.reject("hotel", MODEL, 1, "loop", Json.object());
      f.http().post(AT + "/versions/2/promotion", "{\"evidence\":{\"auc\":1}}");
      assertConflict(transition(f, 1, "Production"), "version 1 is rejected, so it does not go");
      assertConflict(transition(f, 2, "production"), "/versions/2/promotion/approval");
      assertConflict(transition(f, 3, "Production"), "goes to Production by a promotion");
      Http.Answer ours =
          f.http().send("PUT", AT + "/versions/1/stage", "{\"stage\":\"Production\"}");
      assertThat(ours.code()).isEqualTo("DECIDED_OTHERWISE");
      assertThat(transition(f, 3, "Canary").status()).isEqualTo(200);
      assertThat(f.http().get(AT + "/production").json().path("items")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theVersionThatAnswersStaysInProduction(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      train(f, 2);
      transition(f, 1, "Production");
      serve(f, Map.of("champion", 1));
      assertConflict(transition(f, 1, "Archived"), "version 1 is champion of endpoint 'cancel'");
      assertThat(transition(f, 1, "Production").status()).isEqualTo(200);
      assertThat(transition(f, 2, "Archived").status()).isEqualTo(200);
      assertThat(f.http().get(AT + "/production").json().at("/items/0/version").asInt())
          .isEqualTo(1);
    }
  }
}
