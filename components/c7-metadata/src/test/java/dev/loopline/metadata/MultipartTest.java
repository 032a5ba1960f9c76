package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads in parts over HTTP, as MLflow's client sends them. */
class MultipartTest {
  private static final String MPU = "/api/2.0/mlflow-artifacts/mpu/";
  private static final String FILES = "/api/2.0/mlflow-artifacts/artifacts/";

  @TempDir Path folder;
  private final HttpClient bare = HttpClient.newHttpClient();

  /** To the URL alone, without anything that the API's client would add. */
  private HttpResponse<String> put(JsonNode credential, byte[] bytes) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(credential.path("url").asText()))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build();
    return bare.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode create(MlflowServer server, int parts) {
    return server.send(
        "POST",
        MPU + "create/0/r/artifacts/deep",
        "{'path':'/home/ada/big.bin','num_parts':" + parts + "}");
  }

  private ObjectNode completion(JsonNode upload, List<String> etags) {
    ObjectNode body =
        Json.object()
            .put("path", "/home/ada/big.bin")
            .put("upload_id", upload.path("upload_id").asText());
    ArrayNode parts = body.putArray("parts");
    for (int i = 0; i < etags.size(); i++) {
      parts
          .addObject()
          .put("part_number", i + 1)
          .put("etag", etags.get(i))
          .put("url", upload.at("/credentials/" + i + "/url").asText());
    }
    return body;
  }

  private Http.Answer complete(MlflowServer server, JsonNode upload, List<String> etags) {
    return server.http.send("POST", MPU + "complete/0/r/artifacts/deep", completion(upload, etags));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void partsComeInAnyOrderAtOnceAndAgainAndMakeOneFile(Engine engine) throws Exception {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      JsonNode upload = create(server, 8);
      JsonNode credentials = upload.path("credentials");
      assertThat(credentials).hasSize(8);
      assertThat(credentials.path(0).path("url").asText()).startsWith("http://localhost:");
      assertThat(credentials.path(0).path("headers").isObject()).isTrue();
      assertThat(put(credentials.path(2), bytes("something else")).statusCode()).isEqualTo(200);

      List<Future<String>> sent = new ArrayList<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 7; i >= 0; i--) {
          int part = i;
          sent.addFirst(
              threads.submit(
                  () ->
                      put(credentials.path(part), bytes("part " + part + "\n"))
                          .headers()
                          .firstValue("ETag")
                          .orElseThrow()));
        }
      }
      List<String> etags = new ArrayList<>();
      for (Future<String> etag : sent) {
        etags.add(etag.get());
      }
      assertThat(complete(server, upload, etags).status()).isEqualTo(200);
      String whole = server.http.get(FILES + "0/r/artifacts/deep/big.bin").text();
      assertThat(whole).startsWith("part 0\npart 1\npart 2\n").endsWith("part 7\n").hasSize(56);
      // A client that did not hear the answer asks again.
      assertThat(complete(server, upload, etags).status()).isEqualTo(200);
      assertThat(put(credentials.path(0), bytes("late")).body())
          .contains("The upload is completed; begin another.");
    }
  }

  @Test
  void whatDoesNotMatchIsRefusedAndNothingIsStored() throws Exception {
    try (MlflowServer server = new MlflowServer(Engine.SQLITE, folder)) {
      JsonNode upload = create(server, 2);
      JsonNode credentials = upload.path("credentials");
      String first =
          put(credentials.path(0), bytes("a")).headers().firstValue("ETag").orElseThrow();
      assertThat(message(complete(server, upload, List.of(first, "x"))))
          .isEqualTo("400 Part 2 was not sent yet; send it, then complete.");
      String second =
          put(credentials.path(1), bytes("b")).headers().firstValue("ETag").orElseThrow();
      assertThat(message(complete(server, upload, List.of(first, first))))
          .isEqualTo("400 Part 2 is not the one whose etag was given; send it again.");
      assertThat(message(complete(server, upload, List.of(first))))
          .isEqualTo("400 Parts 1 to 2 are expected, each once; part 2 is not named.");
      assertThat(message(complete(server, upload, List.of(first, second, second))))
          .isEqualTo("400 The upload has 2 parts, not 3.");
      assertThat(server.http.get(FILES + "0/r/artifacts/deep/big.bin").status()).isEqualTo(404);
      // Another file's completion does not get at it.
      ObjectNode other = completion(upload, List.of(first, second)).put("path", "other.bin");
      assertThat(message(server.http.send("POST", MPU + "complete/0/r/artifacts/deep", other)))
          .startsWith("404 There is no such upload of this file");
      assertThat(complete(server, upload, List.of(first, second)).status()).isEqualTo(200);
    }
  }

  private static String message(Http.Answer answer) {
    return answer.status() + " " + answer.json().path("message").asText();
  }

  @Test
  void anAbortedUploadIsGoneAndAbortingAgainDoesNoHarm() throws Exception {
    try (MlflowServer server = new MlflowServer(Engine.SQLITE, folder)) {
      JsonNode upload = create(server, 1);
      put(upload.at("/credentials/0"), bytes("a"));
      for (int i = 0; i < 2; i++) {
        server.send(
            "POST",
            MPU + "abort/0/r/artifacts/deep",
            "{'path':'big.bin','upload_id':'" + upload.path("upload_id").asText() + "'}");
      }
      assertThat(put(upload.at("/credentials/0"), bytes("a")).statusCode()).isEqualTo(404);
      try (Stream<Path> left = Files.list(folder.resolve("metadata/uploads"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void anUploadThatNobodyCompletesExpiresAndIsCollected() throws Exception {
    try (MlflowServer server = new MlflowServer(Engine.SQLITE, folder)) {
      JsonNode upload = create(server, 1);
      put(upload.at("/credentials/0"), new byte[5000]);
      assertThat(server.collect().otherBytes()).isZero();
      server.clock.advance(Duration.ofHours(25));
      assertThat(put(upload.at("/credentials/0"), bytes("a")).statusCode()).isEqualTo(404);
      assertThat(server.collect().otherBytes()).isGreaterThan(5000);
      try (Stream<Path> left = Files.list(folder.resolve("metadata/uploads"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void partsSurviveARestart() throws Exception {
    Engine.Reopenable house = Engine.SQLITE.options(folder, "metadata");
    JsonNode upload;
    String first;
    try (MlflowServer server = new MlflowServer(house)) {
      upload = create(server, 2);
      first =
          put(upload.at("/credentials/0"), bytes("a")).headers().firstValue("ETag").orElseThrow();
    }
    try (MlflowServer server = new MlflowServer(house)) {
      String path = URI.create(upload.at("/credentials/1/url").asText()).getPath();
      String second = server.http.put(path, bytes("b")).header("ETag");
      assertThat(complete(server, upload, List.of(first, second)).status()).isEqualTo(200);
      assertThat(server.http.get(FILES + "0/r/artifacts/deep/big.bin").text()).isEqualTo("ab");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"99999999999", "-99999999999", "99999999999999999999999", "10001", "0", "-1"})
  void howManyPartsThereMayBeIsSaidWhateverTheNumber(String parts) {
    try (MlflowServer server = new MlflowServer(Engine.SQLITE, folder)) {
      for (String told : new String[] {parts, "'" + parts + "'"}) {
        assertThat(
                server.refusal(
                    "POST", MPU + "create/0/r/artifacts", "{'path':'a','num_parts':" + told + "}"))
            .isEqualTo("400 num_parts is " + parts + "; an upload has from 1 to 10000 parts.");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'path':'..','num_parts':1}",
        "{'path':'a','num_parts':0}",
        "{'path':'a','num_parts':10001}",
        "{'path':'','num_parts':1}",
        "{'path':'a%2f..%2fb','num_parts':1}",
        "{'num_parts':1}"
      })
  void aBadBeginningIsA400(String body) {
    try (MlflowServer server = new MlflowServer(Engine.SQLITE, folder)) {
      assertThat(server.refusal("POST", MPU + "create/0/r/artifacts", body)).startsWith("400 ");
      assertThat(server.refusal("POST", MPU + "create/0/..%2f..%2fx", "{'path':'a','num_parts':1}"))
          .startsWith("400 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"parts/..%2f..%2fx/1", "parts/0123/1"})
  void aPartOfNoUploadIsA404OrA400(String path) {
    try (MlflowServer server = new MlflowServer(Engine.SQLITE, folder)) {
      assertThat(server.http.put(MPU + path, bytes("x")).status()).isIn(400, 404);
    }
  }
}
