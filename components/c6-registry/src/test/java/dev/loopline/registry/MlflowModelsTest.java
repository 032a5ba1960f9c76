package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Registered models as MLflow's clients see them. */
class MlflowModelsTest {
  private static final String MODELS = "/registered-models/";

  @TempDir Path folder;
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");

  private static void refused(Http.Answer answer, int status, String code, String message) {
    assertThat(answer.json().path("message").asText()).isEqualTo(message);
    assertThat(answer.json().path("error_code").asText()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
  }

  private static String query(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void aModelIsCreatedFoundRenamedAndDeleted(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      long start = clock.now().toEpochMilli();
      JsonNode made =
          f.post(
                  MODELS + "create",
                  "{\"name\":\"m\",\"tags\":[{\"key\":\"a\",\"value\":\"1\"},"
                      + "{\"key\":\"a\",\"value\":\"2\"},{\"key\":\"e\"}]}")
              .json()
              .path("registered_model");
      assertThat(made.path("description").asText("none")).isEmpty();
      assertThat(made.path("creation_timestamp").asLong()).isEqualTo(start);
      assertThat(made.path("tags"))
          .extracting(t -> t.path("key").asText() + "=" + t.path("value").asText())
          .containsExactly("a=2", "e=");
      assertThat(made.has("latest_versions")).isFalse();
      refused(
          f.post(MODELS + "create", Map.of("name", "m")),
          400,
          "RESOURCE_ALREADY_EXISTS",
          "Registered Model (name=m) already exists.");
      f.version("m");
      f.model("other");

      clock.advance(Duration.ofSeconds(1));
      refused(
          f.post(MODELS + "rename", Map.of("name", "m", "new_name", "other")),
          400,
          "RESOURCE_ALREADY_EXISTS",
          "Registered Model (name=other) already exists. Error: choose another name.");
      JsonNode renamed =
          f.post(MODELS + "rename", Map.of("name", "m", "new_name", "n"))
              .json()
              .path("registered_model");
      assertThat(renamed.path("creation_timestamp").asLong()).isEqualTo(start);
      assertThat(renamed.path("last_updated_timestamp").asLong()).isEqualTo(start + 1000);
      assertThat(renamed.path("latest_versions").path(0).path("last_updated_timestamp").asLong())
          .isEqualTo(start + 1000);
      assertThat(renamed.path("latest_versions").path(0).path("name").asText()).isEqualTo("n");
      refused(
          f.get(MODELS + "get?name=m"),
          404,
          "RESOURCE_DOES_NOT_EXIST",
          "Registered Model with name=m not found");
      assertThat(
              f.patch(MODELS + "update", Map.of("name", "n", "description", "d"))
                  .json()
                  .path("registered_model")
                  .path("description")
                  .asText())
          .isEqualTo("d");
      assertThat(
              f.patch(MODELS + "update", Map.of("name", "n"))
                  .json()
                  .path("registered_model")
                  .path("description")
                  .asText("absent"))
          .isEmpty();

      assertThat(f.delete(MODELS + "delete", Map.of("name", "n")).text()).isEqualTo("{}");
      assertThat(f.get(MODELS + "get?name=n").status()).isEqualTo(404);
      assertThat(f.post(MODELS + "rename", Map.of("name", "n", "new_name", "o")).status())
          .isEqualTo(404);
      f.model("n");
      assertThat(f.version("n")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesTagsAndAliasesKeepMlflowsRules(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      String invalid = "INVALID_PARAMETER_VALUE";
      assertThat(f.post(MODELS + "create", "{}").json().path("message").asText())
          .startsWith("Missing value for required parameter 'name'.");
      refused(
          f.post(MODELS + "create", Map.of("name", "  ")),
          400,
          invalid,
          "Missing value for required parameter 'name'.");
      refused(
          f.post(MODELS + "create", Map.of("name", "a/b:c")),
          400,
          invalid,
          "Invalid model name 'a/b:c'. Names cannot contain '/' or ':'.");
      refused(
          f.post(MODELS + "create", Map.of("name", "..")),
          400,
          invalid,
          "Invalid value \"..\" for parameter 'name' supplied: Names may be treated as files in"
              + " certain cases, and must not resolve to other names when treated as such. This"
              + " name would resolve to '..'");
      f.model("m");
      f.version("m");
      refused(
          f.post(MODELS + "rename", Map.of("name", "m", "new_name", " ")),
          400,
          invalid,
          "Missing value for required parameter 'new_name'.");
      Map<String, String> tag = Map.of("name", "m", "key", "k?", "value", "v");
      refused(
          f.post(MODELS + "set-tag", tag),
          400,
          invalid,
          "Invalid value \"k?\" for parameter 'key' supplied: Names may only contain alphanumerics,"
              + " underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).");
      refused(
          f.post(MODELS + "set-tag", Map.of("name", "m", "key", "k".repeat(251), "value", "")),
          400,
          invalid,
          "'key' exceeds the maximum length of 250 characters");
      refused(
          f.post(
              MODELS + "set-tag",
              Map.of("name", "m", "key", "mlflow.prompt.text", "value", "v".repeat(100_001))),
          400,
          invalid,
          "Prompt text exceeds max length of 100000 characters.");
      for (String[] alias :
          new String[][] {
            {"LATEST", "'latest' alias name (case insensitive) is reserved."},
            {"v12", "Version alias name 'v12' is reserved."},
            {
              "a.b",
              "Invalid alias name: 'a.b'. Names may only contain alphanumerics, underscores (_),"
                  + " and dashes (-)."
            },
            {
              "a".repeat(256),
              "'Registered model alias name' exceeds the maximum length of 255 characters"
            }
          }) {
        refused(
            f.post(MODELS + "alias", Map.of("name", "m", "alias", alias[0], "version", "1")),
            400,
            invalid,
            alias[1]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void tagsAndAliasesAreSetAndTakenAway(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("m");
      f.version("m");
      f.version("m");
      long before = clock.now().toEpochMilli();
      clock.advance(Duration.ofSeconds(1));
      f.post(MODELS + "set-tag", Map.of("name", "m", "key", "k", "value", "v"));
      f.post(MODELS + "set-tag", Map.of("name", "m", "key", "empty"));
      f.delete(MODELS + "delete-tag", Map.of("name", "m", "key", "k"));
      assertThat(f.delete(MODELS + "delete-tag", Map.of("name", "m", "key", "no")).status())
          .isEqualTo(200);
      f.post(MODELS + "alias", Map.of("name", "m", "alias", "best", "version", "1"));
      JsonNode model = f.get(MODELS + "get?name=m").json().path("registered_model");
      assertThat(model.path("last_updated_timestamp").asLong()).isEqualTo(before);
      assertThat(model.path("tags")).hasSize(1);
      assertThat(model.path("aliases").path(0).path("version")).hasToString("\"1\"");
      JsonNode version = f.get(MODELS + "alias?name=m&alias=best").json().path("model_version");
      assertThat(version)
          .isEqualTo(f.get("/model-versions/get?name=m&version=1").json().path("model_version"));
      assertThat(version.path("aliases").path(0).asText()).isEqualTo("best");
      assertThat(
              f.get(MODELS + "alias?name=m&alias=Latest")
                  .json()
                  .path("model_version")
                  .path("version")
                  .asText())
          .isEqualTo("2");
      refused(
          f.post(MODELS + "alias", Map.of("name", "m", "alias", "x", "version", "9")),
          404,
          "RESOURCE_DOES_NOT_EXIST",
          "Model Version (name=m, version=9) not found");
      refused(
          f.get(MODELS + "alias?name=m&alias=none"),
          400,
          "INVALID_PARAMETER_VALUE",
          "Registered model alias none not found.");
      f.delete("/model-versions/delete", Map.of("name", "m", "version", "1"));
      assertThat(f.get(MODELS + "alias?name=m&alias=best").status()).isEqualTo(400);
      assertThat(f.delete(MODELS + "alias", Map.of("name", "m", "alias", "best")).status())
          .isEqualTo(200);
      assertThat(f.delete(MODELS + "alias", Map.of("name", "z", "alias", "best")).status())
          .isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void searchesPageByNameAndFilter(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      for (int i = 0; i < 29; i++) {
        f.model(String.format("CreateRMsearch%03d", i));
      }
      f.post(MODELS + "set-tag", Map.of("name", "CreateRMsearch003", "key", "a.b c", "value", "x"));
      assertThat(names(f, "", 1)).hasSize(29).isSorted();
      assertThat(names(f, "name LIKE '%7'", 8)).hasSize(3);
      assertThat(names(f, "name ILIKE '%rm%00%'", 100)).hasSize(10);
      assertThat(names(f, "name LIKE '%rm%00%'", 100)).isEmpty();
      assertThat(names(f, "name = 'CreateRMsearch003' AND tags.`a.b c` != 'y'", 1)).hasSize(1);
      assertThat(names(f, "tag.\"a.b c\" = 'x' OR name = 'CreateRMsearch009'", 100)).hasSize(2);
      assertThat(
              f.get(MODELS + "search?order_by=" + query("name DESC") + "&max_results=1")
                  .json()
                  .path("registered_models")
                  .path(0)
                  .path("name")
                  .asText())
          .isEqualTo("CreateRMsearch028");
      assertThat(f.get(MODELS + "search?max_results=1001").json().path("message").asText())
          .isEqualTo(
              "Invalid value \"1001\" for parameter 'max_results' supplied:  Hint: Value was of"
                  + " type 'str'. See the API docs for more information about request"
                  + " parameters.");
      assertThat(message(f, "filter=" + query("run_id = 'x'")))
          .contains("Invalid attribute key 'run_id' specified. Valid keys are name");
      assertThat(message(f, "filter=" + query("evil.name = 'x'")))
          .contains(
              "Invalid entity type 'evil'. Valid entity types are ('attribute', 'tag', 'tags')");
      assertThat(message(f, "order_by=" + query("run_id DESC")))
          .contains("Invalid order by key 'run_id' specified.");
      assertThat(message(f, "page_token=nonsense!"))
          .startsWith("Invalid page token, could not base64-decode");
      assertThat(
              f.http()
                  .get("/api/v1/models/count?filter=" + query("name LIKE '%7'"))
                  .json()
                  .path("count")
                  .asInt())
          .isEqualTo(3);
    }
  }

  private static String message(RegistryFixture f, String query) {
    Http.Answer answer = f.get(MODELS + "search?" + query);
    assertThat(answer.status()).isEqualTo(400);
    return answer.json().path("message").asText();
  }

  private static List<String> names(RegistryFixture f, String filter, int size) {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      JsonNode page =
          f.get(
                  MODELS
                      + "search?max_results="
                      + size
                      + "&filter="
                      + query(filter)
                      + (token.isEmpty() ? "" : "&page_token=" + query(token)))
              .json();
      page.path("registered_models").forEach(m -> names.add(m.path("name").asText()));
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty());
    return names;
  }

  @ParameterizedTest
  @EnumSource
  void promptsHideFromModelsAndModelsFromPrompts(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("m");
      f.post(
          MODELS + "create",
          "{\"name\":\"p\",\"tags\":[{\"key\":\"mlflow.prompt.is_prompt\",\"value\":\"true\"}]}");
      assertThat(names(f, "", 10)).containsExactly("m");
      assertThat(names(f, "tag.`mlflow.prompt.is_prompt` != 'true'", 10)).containsExactly("m");
      assertThat(names(f, "tags.`mlflow.prompt.is_prompt` = 'true'", 10)).containsExactly("p");
      assertThat(names(f, "name = 'p' AND tags.`mlflow.prompt.is_prompt` = 'true'", 10))
          .containsExactly("p");
      refused(
          f.post(MODELS + "create", Map.of("name", "p")),
          400,
          "RESOURCE_ALREADY_EXISTS",
          "Tried to create a registered model with name 'p', but the name is already taken by a"
              + " prompt. MLflow does not allow creating a model and a prompt with the same name.");
      String version =
          f.post(
                  "/model-versions/create",
                  "{\"name\":\"p\",\"source\":\"prompt-template\",\"tags\":["
                      + "{\"key\":\"mlflow.prompt.is_prompt\",\"value\":\"true\"},"
                      + "{\"key\":\"mlflow.prompt.text\",\"value\":\"Hi {{n}}\"}]}")
              .json()
              .path("model_version")
              .path("version")
              .asText();
      assertThat(version).isEqualTo("1");
      assertThat(f.get("/model-versions/search").json().has("model_versions")).isFalse();
      assertThat(
              f.get(
                      "/model-versions/search?filter="
                          + query("tag.`mlflow.prompt.is_prompt` = 'true' AND name = 'p'"))
                  .json()
                  .path("model_versions"))
          .hasSize(1);
      refused(
          f.post(
              "/model-versions/create",
              "{\"name\":\"p\",\"source\":\"file:///etc\",\"tags\":["
                  + "{\"key\":\"mlflow.prompt.is_prompt\",\"value\":\"true\"}]}"),
          400,
          "INVALID_PARAMETER_VALUE",
          "Invalid prompt source: 'file:///etc'. Local source paths are not allowed for prompts.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofManyAtOnceOneCreatesAndOneTakesTheName(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      Map<Integer, Integer> created = new ConcurrentHashMap<>();
      Map<Integer, Integer> renamed = new ConcurrentHashMap<>();
      for (int i = 0; i < 20; i++) {
        f.model("m" + i);
      }
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 20; i++) {
          String name = "m" + i;
          threads.submit(
              () ->
                  created.merge(
                      f.post(MODELS + "create", Map.of("name", "x")).status(), 1, Integer::sum));
          threads.submit(
              () ->
                  renamed.merge(
                      f.post(MODELS + "rename", Map.of("name", name, "new_name", "y")).status(),
                      1,
                      Integer::sum));
        }
      }
      assertThat(created).isEqualTo(Map.of(200, 1, 400, 19));
      assertThat(renamed).isEqualTo(Map.of(200, 1, 400, 19));
    }
  }
}
