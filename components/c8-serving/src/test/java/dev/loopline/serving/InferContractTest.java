package dev.loopline.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.registry.Lineage;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Signature;
import dev.loopline.registry.Signature.Input;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.serving.assembly.ServingFactory;
import dev.loopline.serving.http.EndpointRoutes;
import dev.loopline.serving.http.InferRoutes;
import dev.loopline.serving.spi.FeatureLookup;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST contract of kserve/open-inference-protocol, as a client of it sees the server. */
class InferContractTest {
  private static final String MODEL = "/v2/models/hotel.cancellation";
  private static final String TWO_ROWS =
      """
      {"name":"nights","datatype":"FP64","shape":[2],"data":[1,9.5]},
      {"name":"hotel","datatype":"BYTES","shape":[2],"data":["City",null]}""";

  @TempDir Path folder;
  private Kernel kernel;
  private Serving serving;
  private TestServer server;
  private Http http;

  @BeforeEach
  void open() throws IOException {
    kernel = Engine.SQLITE.kernel(folder, "registry", "serving");
    Registry registry = RegistryFactory.open(kernel);
    serving =
        ServingFactory.open(
            kernel, registry, (p, v, keys) -> keys.stream().map(k -> online()).toList());
    String yaml =
        """
        endpoints:
          - name: cancellation
            model: hotel.cancellation
            view: booking
            challenger: {share: 0.5}
        """;
    serving.apply("hotel", "c1", List.of(Yaml.parse("serving.yaml", yaml)), "ana");
    register(registry, "rising.onnx");
    register(registry, "falling.onnx");
    serving.deploy("hotel", "cancellation", Role.CHAMPION, 1, "ana");
    server =
        TestServer.start(
            Stream.concat(
                    EndpointRoutes.routes(serving).stream(), InferRoutes.routes(serving).stream())
                .toList());
    http = server.http();
  }

  private static Optional<FeatureLookup.Row> online() {
    return Optional.of(new FeatureLookup.Row(Instant.EPOCH, Map.of("nights", Json.tree(2))));
  }

  private void register(Registry registry, String file) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(file)) {
      registry.register(
          "hotel",
          new NewVersion(
              "hotel.cancellation",
              Map.of(NewVersion.ONNX, kernel.artifacts().put(in, 1 << 20).digest()),
              new Signature(
                  List.of(
                      new Input("nights", "number", List.of()),
                      new Input("hotel", "string", List.of("Resort", "City"))),
                  "probability"),
              Map.of(),
              Map.of(),
              new Lineage("r", file, "c", "", "booking", "d", 1, 10, "7", Instant.EPOCH)),
          "ana");
    }
  }

  @AfterEach
  void close() {
    server.close();
    serving.close();
    kernel.close();
  }

  private static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.path("outputs")) {
      if (output.path("name").asText().equals(name)) {
        return output;
      }
    }
    throw new AssertionError("no output " + name + " in " + answer);
  }

  @Test
  void theServerAndItsModelsTellWhatTheyAre() {
    assertThat(http.get("/v2").json().path("name").asText()).isEqualTo("loopline");
    assertThat(http.get("/v2").json().path("extensions").isArray()).isTrue();
    assertThat(http.get("/v2/health/live").json().path("live").asBoolean()).isTrue();
    assertThat(http.get("/v2/health/ready").json().path("ready").asBoolean()).isTrue();
    JsonNode model = http.get(MODEL).json();
    assertThat(model.path("versions").toString()).isEqualTo("[\"1\"]");
    assertThat(model.path("inputs")).hasSize(2);
    assertThat(http.get(MODEL + "/versions/1").json()).isEqualTo(model);
    assertThat(http.get(MODEL + "/ready").json().path("ready").asBoolean()).isTrue();
    assertThat(http.get(MODEL + "/versions/1/ready").json().path("ready").asBoolean()).isTrue();
    assertThat(http.get(MODEL + "/versions/2/ready").status()).isEqualTo(404);
    assertThat(http.get(MODEL + "/versions/x").status()).isEqualTo(404);
  }

  @Test
  void rowsComeAsColumnsAndFieldsOfNewerClientsAreIgnored() {
    JsonNode answer =
        http.post(
                MODEL + "/infer",
                "{\"id\":\"x\",\"parameters\":{\"priority\":1},\"later\":{},\"inputs\":["
                    + TWO_ROWS.replace("\"shape\":[2]", "\"shape\":[2],\"parameters\":{\"a\":1}")
                    + ",{\"name\":\"keys\",\"datatype\":\"BYTES\",\"shape\":[2],"
                    + "\"data\":[\"a\",\"b\"]}]}")
            .json();
    assertThat(answer.path("id").asText()).isEqualTo("x");
    assertThat(answer.path("model_name").asText()).isEqualTo("hotel.cancellation");
    assertThat(answer.path("model_version").asText()).isEqualTo("1");
    assertThat(output(answer, "probability").path("data")).hasSize(2);
    String id = output(answer, "prediction_id").path("data").path(1).asText();
    assertThat(http.get("/api/v1/products/hotel/predictions/" + id).json().path("key").asText())
        .isEqualTo("b");
  }

  @Test
  void aColumnMayBeNestedAndOutputsMayBeChosen() {
    JsonNode answer =
        http.post(
                MODEL + "/infer",
                """
                {"outputs":[{"name":"probability","parameters":{"binary_data":false}}],"inputs":[
                 {"name":"nights","datatype":"FP64","shape":[2,1],"data":[[1],[9.5]]},
                 {"name":"hotel","datatype":"BYTES","shape":[2,1],"data":[["City"],["Resort"]]}]}
                """)
            .json();
    assertThat(answer.path("outputs")).hasSize(1);
    assertThat(output(answer, "probability").path("shape").toString()).isEqualTo("[2]");
  }

  @Test
  void whereVersionsDifferEachRowSaysItsOwnAndAVersionCanBeAskedFor() {
    serving.deploy("hotel", "cancellation", Role.CHALLENGER, 2, "ana");
    List<String> nights = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      nights.add("1");
      texts.add("\"k" + i + "\"");
    }
    String rows =
        "{\"inputs\":[{\"name\":\"nights\",\"datatype\":\"FP64\",\"shape\":[40],\"data\":"
            + nights
            + "},{\"name\":\"hotel\",\"datatype\":\"BYTES\",\"shape\":[40],\"data\":"
            + texts
            + "},{\"name\":\"keys\",\"datatype\":\"BYTES\",\"shape\":[40],\"data\":"
            + texts
            + "}]}";
    JsonNode mixed = http.post(MODEL + "/infer", rows).json();
    assertThat(mixed.has("model_version")).isFalse();
    assertThat(output(mixed, "served_version").path("data").toString()).contains("\"1\"", "\"2\"");
    JsonNode second = http.post(MODEL + "/versions/2/infer", rows).json();
    assertThat(second.path("model_version").asText()).isEqualTo("2");
    JsonNode first = http.post(MODEL + "/versions/1/infer", rows).json();
    assertThat(first.path("model_version").asText()).isEqualTo("1");
    assertThat(output(first, "probability").path("data"))
        .isNotEqualTo(output(second, "probability").path("data"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "{}",
        "{\"inputs\":null}",
        "{\"inputs\":[]}",
        "{\"inputs\":[null]}",
        "{\"inputs\":[{\"name\":\"rooms\"}]}",
        "{\"inputs\":[{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[1]}]}",
        "{\"parameters\":{\"keys\":[\"a\",\"b\"]},\"inputs\":[TWO]}",
        "{\"outputs\":[{\"name\":\"colour\"}],\"inputs\":[TWO]}",
        "{\"inputs\":[TWO,{\"name\":\"nights\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[1,2]}]}",
        "{\"inputs\":[TWO,{\"name\":\"keys\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"a\"]}]}",
      })
  void whatDoesNotFitIsARefusalInTheProtocolsOwnForm(String body) {
    assertRefused(body.replace("TWO", TWO_ROWS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[null]", "[\"two\"]", "[3]", "[65536,65536]", "[-2]", "[1,2]"})
  void aShapeThatDoesNotFitTheDataIsARefusal(String shape) {
    assertRefused("{\"inputs\":[" + TWO_ROWS.replace("[2]", shape) + "]}");
  }

  private void assertRefused(String body) {
    Http.Answer answer = http.post(MODEL + "/infer", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().path("error").asText()).isNotBlank();
    assertThat(answer.json()).hasSize(1);
  }

  @Test
  void whatIsNotThereIsSaidInTheProtocolsOwnForm() {
    Http.Answer answer =
        http.post("/v2/models/hotel.nothing/infer", "{\"inputs\":[" + TWO_ROWS + "]}");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("error").asText()).contains("no endpoint 'nothing'");
    assertThat(
            http.post(
                    MODEL + "/infer",
                    "{\"inputs\":[{\"name\":\"rooms\",\"datatype\":\"FP64\","
                        + "\"shape\":[1],\"data\":[1]}]}")
                .json()
                .path("error")
                .asText())
        .contains("Missing: [hotel, nights]. Unknown: [rooms].");
  }

  @Test
  void listsArePagedByCursorAndKeysAreChecked() {
    String path = "/api/v1/products/hotel/endpoints";
    for (int i = 0; i < 5; i++) {
      http.post(path + "/cancellation/predict", "{\"keys\":[\"k" + i + "\"]}");
    }
    List<String> keys = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = http.get(path + "/cancellation/predictions?limit=2" + cursor).json();
      page.path("items").forEach(p -> keys.add(p.path("key").asText()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
    } while (!cursor.isEmpty());
    assertThat(keys).containsExactly("k4", "k3", "k2", "k1", "k0");
    assertThat(http.get(path + "?limit=1").json().path("items")).hasSize(1);
    assertThat(http.get(path + "?cursor=cancellation").json().path("items")).isEmpty();
    assertThat(http.get(path + "/cancellation/predictions?cursor=x").status()).isEqualTo(400);
    for (String body :
        List.of(
            "{\"keys\":[]}",
            "{\"keys\":[null]}",
            "{\"keys\":[\"\"]}",
            "{\"keys\":[\"a\\u0000\"]}",
            "{\"keys\":[\"" + "k".repeat(257) + "\"]}")) {
      assertThat(http.post(path + "/cancellation/predict", body).status()).isEqualTo(400);
    }
  }
}
