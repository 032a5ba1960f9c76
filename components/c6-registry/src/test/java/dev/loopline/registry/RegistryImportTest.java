package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models and versions that come from another registry. */
class RegistryImportTest {
  @TempDir Path folder;
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");

  private static Http.Answer put(RegistryFixture f, String path, String json) {
    return f.http().send("PUT", "/api/v1/import/models/" + path, json.replace('\'', '"'));
  }

  private static String model(String more) {
    return ("{'source':'http://there','model':{'description':'d','creation_timestamp':5,"
            + "'last_updated_timestamp':6,'tags':[{'key':'t','value':'v'}],"
            + "'aliases':[{'alias':'best','version':'3'}]}%s}")
        .formatted(more);
  }

  private static String version(String stage, String description) {
    return ("{'source':'http://there','version':{'source':'s3://b/m','creation_timestamp':7,"
            + "'last_updated_timestamp':8,'current_stage':'%s','description':'%s',"
            + "'tags':[{'key':'n','value':'3'}]}}")
        .formatted(stage, description);
  }

  @ParameterizedTest
  @EnumSource
  void versionsKeepTheirNumbersStagesTimesAndAliases(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      assertThat(put(f, "m", model("")).json().path("aliasesLeftOut")).hasSize(1);
      put(f, "m/versions/3", version("Production", "three"));
      put(f, "m/versions/3", version("Production", "three"));
      assertThat(put(f, "m", model("")).json().path("aliasesLeftOut")).isEmpty();

      JsonNode there = f.get("/registered-models/get?name=m").json().path("registered_model");
      assertThat(there.path("last_updated_timestamp").asLong()).isEqualTo(6);
      assertThat(there.at("/latest_versions/0/version").asText()).isEqualTo("3");
      assertThat(there.at("/latest_versions/0/last_updated_timestamp").asLong()).isEqualTo(8);
      assertThat(there.at("/latest_versions/0/description").asText()).isEqualTo("three");
      assertThat(there.at("/aliases/0/version").asText()).isEqualTo("3");
      assertThat(f.version("m")).as("the next number").isEqualTo("4");
      assertThat(
              f.http()
                  .get("/api/v1/models/m/production?at=1970-01-01T00:00:01Z")
                  .json()
                  .at("/items/0/version")
                  .asInt())
          .as("in production since it was last changed there")
          .isEqualTo(3);
      put(f, "m/versions/3", version("Archived", "old"));
      assertThat(
              f.get("/model-versions/get?name=m&version=3")
                  .json()
                  .at("/model_version/current_stage")
                  .asText())
          .isEqualTo("Archived");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasMadeHereIsNeverOverwritten(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("m");
      f.version("m");

      assertThat(put(f, "m", model("")).code()).isEqualTo("IMPORT_CONFLICT");
      assertThat(put(f, "m", model(",'existing':'MERGE'")).status()).isEqualTo(200);
      assertThat(put(f, "m/versions/1", version("None", "")).text())
          .contains("Version 1 of m was made here, not copied from http://there");
      assertThat(put(f, "m/versions/2", version("None", "")).status()).isEqualTo(200);
      assertThat(
              f.get("/registered-models/get?name=m")
                  .json()
                  .at("/registered_model/description")
                  .asText("absent"))
          .isEmpty();
    }
  }

  private static String tag(RegistryFixture f) {
    return f.get("/registered-models/get?name=m")
        .json()
        .at("/registered_model/tags/0/value")
        .asText();
  }

  private static String best(RegistryFixture f) {
    return f.get("/registered-models/alias?name=m&alias=best")
        .json()
        .at("/model_version/version")
        .asText();
  }

  @ParameterizedTest
  @EnumSource
  void aModelMadeHereKeepsItsTagsAndItsAliases(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("m");
      f.version("m");
      f.post("/registered-models/set-tag", Map.of("name", "m", "key", "t", "value", "mine"));
      f.post("/registered-models/alias", Map.of("name", "m", "alias", "best", "version", "1"));
      String merge = model(",'existing':'MERGE'");
      put(f, "m", merge);
      put(f, "m/versions/3", version("None", "three"));

      assertThat(put(f, "m", merge).json().path("aliasesKept").toString()).isEqualTo("[\"best\"]");
      assertThat(tag(f)).isEqualTo("mine");
      assertThat(best(f)).isEqualTo("1");
      f.post("/registered-models/alias", Map.of("name", "m", "alias", "best", "version", "3"));
      String first = merge.replace("'alias':'best','version':'3'", "'alias':'new','version':'1'");
      assertThat(put(f, "m", first).json().path("aliasesLeftOut").toString())
          .as("the other server's version 1 is another one")
          .isEqualTo("[\"new\"]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatACopyHadBeforeIsGivenToAModelMadeHere(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      put(f, "m", model(""));
      put(f, "m/versions/1", version("None", "copied"));
      assertThat(put(f, "m", model("")).status()).isEqualTo(200);
      f.http()
          .send("DELETE", RegistryFixture.API + "/registered-models/delete", "{\"name\":\"m\"}");
      f.model("m");
      f.version("m");

      assertThat(put(f, "m", model("")).code()).isEqualTo("IMPORT_CONFLICT");
      for (String number : new String[] {"1", "2"}) {
        assertThat(put(f, "m/versions/" + number, version("None", "again")).text())
            .contains("There is a model 'm' here that was not copied from http://there");
      }
      assertThat(
              f.get("/model-versions/get?name=m&version=1")
                  .json()
                  .at("/model_version/description")
                  .asText(""))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitIsRefused(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      assertThat(put(f, "m/versions/1", version("None", "")).status()).isEqualTo(404);
      put(f, "m", model(""));
      assertThat(put(f, "m/versions/0", version("None", "")).status()).isEqualTo(400);
      assertThat(put(f, "m/versions/1", version("Shelf", "")).text())
          .contains("Invalid Model Version stage: Shelf");
      assertThat(
              put(f, "m/versions/1", version("None", "").replace("s3://b/m", "/etc/passwd"))
                  .status())
          .isEqualTo(400);
      assertThat(put(f, "a:b", model("")).status()).isEqualTo(400);
      assertThat(f.version("m")).as("nothing of it is there").isEqualTo("1");
    }
  }

  private static Http.Answer hook(RegistryFixture f, String id, String url) {
    String webhook =
        ("{'webhook':{'name':'hook','url':'%s','status':'ACTIVE','creation_timestamp':5,"
                + "'last_updated_timestamp':6,'events':[{'entity':'MODEL_VERSION',"
                + "'action':'CREATED'}]}}")
            .formatted(url);
    return f.http().send("PUT", "/api/v1/import/webhooks/" + id, webhook.replace('\'', '"'));
  }

  private static JsonNode hook(RegistryFixture f, String id) {
    return f.get("/webhooks/" + id).json().path("webhook");
  }

  @ParameterizedTest
  @EnumSource
  void webhooksComeDisabledAndKeepWhatIsSetHere(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      for (int i = 0; i < 2; i++) {
        assertThat(hook(f, "h-1", "https://example.org/a").text())
            .isEqualTo("{\"id\":\"h-1\",\"active\":false,\"signed\":false}");
      }
      assertThat(hook(f, "h-1").path("status").asText()).isEqualTo("DISABLED");
      assertThat(hook(f, "h-1").path("creation_timestamp").asLong()).isEqualTo(5);
      f.patch("/webhooks/h-1", Map.of("secret", "s3cret", "status", "ACTIVE"));
      assertThat(hook(f, "h-1", "https://example.org/a").text())
          .isEqualTo("{\"id\":\"h-1\",\"active\":true,\"signed\":true}");
      assertThat(hook(f, "h-1", "https://example.org/b").text())
          .as("another URL is looked at before it is told anything")
          .isEqualTo("{\"id\":\"h-1\",\"active\":false,\"signed\":true}");
      f.delete("/webhooks/h-1", Map.of());
      assertThat(hook(f, "h-1", "https://example.org/b").text()).contains("\"active\":false");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWebhookMadeHereIsChangedByNoImport(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      String id =
          f.post(
                  "/webhooks",
                  Map.of(
                      "name",
                      "mine",
                      "url",
                      "https://example.org/mine",
                      "events",
                      java.util.List.of(Map.of("entity", "PROMPT", "action", "CREATED"))))
              .json()
              .at("/webhook/webhook_id")
              .asText();
      JsonNode before = hook(f, id);
      assertThat(hook(f, id, "https://example.org/a").text())
          .contains("Webhook " + id + " was made here, not by an import");
      assertThat(hook(f, id)).isEqualTo(before);
      assertThat(hook(f, "h-2", "ftp://example.org").text()).contains("webhook URL scheme");
    }
  }
}
