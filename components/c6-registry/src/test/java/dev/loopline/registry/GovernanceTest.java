package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Cards, promotions with evidence and approval, history, and who was in production. */
class GovernanceTest {
  private static final String MODEL = "hotel.cancellation";
  private static final String AT = "/api/v1/products/hotel/models/" + MODEL;

  @TempDir Path folder;
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");

  private void train(RegistryFixture f, String run) {
    f.registry().registry().register("hotel", RegistryFixture.trained(f.kernel(), run), "ana");
  }

  @ParameterizedTest
  @EnumSource
  void aPromotionTakesEvidenceAndAnother(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      train(f, "1");
      train(f, "2");
      Promotions promotions = f.registry().promotions();
      JsonNode evidence = Json.object().put("auc", 0.81);
      assertThat(f.http().post(AT + "/versions/1/promotion", "{}").code())
          .isEqualTo("EVIDENCE_MISSING");
      assertThat(f.http().post(AT + "/versions/1/promotion/approval", "{}").code())
          .isEqualTo("NOT_REQUESTED");
      Http.Answer asked = f.http().post(AT + "/versions/1/promotion", Map.of("evidence", evidence));
      assertThat(asked.json().path("decision").asText()).isEqualTo("REQUESTED");
      assertThat(f.http().post(AT + "/versions/1/promotion/approval", "{}").code())
          .isEqualTo("NOT_AN_APPROVER");
      assertThatThrownBy(() -> promotions.request(MODEL, 1, evidence, "ben"))
          .hasMessageContaining("waits for an approval already, as tester asked.");

      f.approvers().put("hotel", Set.of("emil"));
      assertThatThrownBy(() -> promotions.approve(MODEL, 1, Json.object(), "ben"))
          .hasMessageContaining("these do: emil (roles in product.yaml)");
      assertThat(promotions.approve(MODEL, 1, Json.object(), "emil").decision())
          .isEqualTo(ModelVersion.Decision.PROMOTED);
      assertThatThrownBy(() -> promotions.refuse(MODEL, 1, Json.object(), "emil"))
          .hasMessageContaining("was promoted before");
      promotions.request(MODEL, 2, evidence, "ana");
      assertThat(promotions.refuse(MODEL, 2, evidence, "emil").stage()).isEqualTo(Stage.ARCHIVED);
      List<Change> changes = f.registry().models().history(MODEL, Long.MAX_VALUE, 100).items();
      assertThat(changes)
          .filteredOn(c -> c.version() == 1)
          .extracting(c -> c.change() + " by " + c.actor())
          .containsExactly("promoted by emil", "requested by tester", "registered by ana");
      assertThat(changes.get(0).version()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [] | 'the card' is []; it is a JSON object.
          {'owner':5} | 'owner' is 5; it is a text.
          {'intendedUse':['a']} | 'intendedUse' is ["a"]; it is a text.
          {'risk':'LOW'} | 'risk' is "LOW"; it is a JSON object.
          {'risk':{}} | 'risk.level' is missing; it is one of [LOW, LIMITED, HIGH, UNACCEPTABLE].
          {'risk':{'level':1}} | 'risk.level' is 1; it is one of
          {'slices':{}} | 'slices' must be a list of at most 1000 slices.
          {'slices':[null]} | 'slices[0]' is null; it is a JSON object.
          {'slices':[{}]} | 'slices[0].name' is missing; name the part of the data.
          {'slices':[{'name':'a','rows':-1}]} | 'slices[0].rows' is -1; it is a count, 0 or more.
          {'slices':[{'name':'a','rows':'7'}]} | 'slices[0].rows' is "7"; it is a count
          {'slices':[{'name':'a','metrics':{'auc':'NaN'}}]} | 'slices[0].metrics.auc' is "NaN"; it
          {'more':{'':1}} | Each name in 'more' has 1 to 500 characters.
          {'more':7} | 'more' is 7; it is a JSON object.
          """)
  void aCardWithAnotherSortOfValueIsRefusedAndNamed(String card, String why) {
    try (RegistryFixture f = RegistryFixture.start(Engine.SQLITE, folder, clock)) {
      train(f, "1");
      Http.Answer answer = f.http().send("PUT", AT + "/versions/1/card", card.replace('\'', '"'));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("CARD_INVALID");
      assertThat(answer.json().path("detail").asText()).contains(why);
      String longest = "{\"owner\":\"" + "x".repeat(501) + "\"}";
      assertThat(f.http().send("PUT", AT + "/versions/1/card", longest).text())
          .contains("'owner' has more than 500 characters");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCardIsWrittenAnewAndItsRevisionsStay(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      train(f, "1");
      String card = AT + "/versions/1/card";
      assertThat(f.http().get(card).code()).isEqualTo("CARD_NOT_FOUND");
      String text =
          "{\"intendedUse\":\"Overbooking\",\"owner\":\"emil\",\"risk\":{\"level\":\"LIMITED\"},"
              + "\"slices\":[{\"name\":\"hotel = City\",\"rows\":7,\"metrics\":{\"auc\":0.8}}]}";
      assertThat(f.http().send("PUT", card, text).json().path("revision").asInt()).isEqualTo(1);
      f.http().send("PUT", card, "{\"intendedUse\":\"Pricing\"}");
      JsonNode read = f.http().get(card).json();
      assertThat(read.path("revision").asInt()).isEqualTo(2);
      assertThat(read.at("/card/intendedUse").asText()).isEqualTo("Pricing");
      assertThat(f.http().get(card + "/history").json().at("/items/1/card/slices/0/metrics/auc"))
          .hasToString("0.8");
      assertThat(f.http().send("PUT", card, "{\"purpose\":1}").status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoWasInProductionIsAskedByEitherClock(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      Instant then = Instant.parse("2016-07-01T00:00:00Z");
      f.kernel().db().change(tx -> f.kernel().eventTime().advance(tx, "hotel", then));
      train(f, "1");
      train(f, "2");
      f.http().send("PUT", AT + "/versions/1/stage", "{\"stage\":\"production\"}");
      clock.advance(Duration.ofHours(1));
      f.kernel()
          .db()
          .change(
              tx -> f.kernel().eventTime().advance(tx, "hotel", then.plus(Duration.ofDays(30))));
      f.http()
          .send(
              "PUT", AT + "/versions/2/stage", "{\"stage\":\"Production\",\"archiveOthers\":true}");
      assertThat(at(f, "at=2026-01-01T00:59:59Z")).containsExactly(1);
      assertThat(at(f, "at=2026-01-01T01:00:00Z")).containsExactly(2);
      assertThat(at(f, "at=2025-12-31T00:00:00Z")).isEmpty();
      assertThat(at(f, "clock=event&at=2016-07-30T23:59:59Z")).containsExactly(1);
      assertThat(at(f, "clock=event&at=2016-07-31T00:00:00Z")).containsExactly(2);
      assertThat(at(f, "stage=Archived")).containsExactly(1);
      assertThat(at(f, "")).containsExactly(2);
      assertThat(f.http().get(AT + "/production?at=yesterday").status()).isEqualTo(400);
    }
  }

  private static List<Integer> at(RegistryFixture f, String query) {
    List<Integer> found = new java.util.ArrayList<>();
    f.http()
        .get(AT + "/production?" + query)
        .json()
        .path("items")
        .forEach(p -> found.add(p.path("version").asInt()));
    return found;
  }
}
