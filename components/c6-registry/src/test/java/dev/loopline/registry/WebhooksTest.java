package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Webhooks as MLflow's clients and receivers see them. */
class WebhooksTest {
  private static final String HOOKS = "/webhooks";

  @TempDir Path folder;

  /** Somebody who is told. */
  private static final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
    private final Deque<Integer> answers = new ArrayDeque<>();

    record Got(Map<String, List<String>> headers, String body) {
      String header(String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
      }
    }

    Receiver() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status;
            synchronized (answers) {
              status = answers.isEmpty() ? 200 : answers.removeFirst();
            }
            byte[] answer = ("said " + status).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 200 ? 0 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            got.add(new Got(Map.copyOf(exchange.getRequestHeaders()), body));
          });
      server.start();
    }

    void answer(Integer... statuses) {
      synchronized (answers) {
        answers.addAll(List.of(statuses));
      }
    }

    String url() {
      return "http://localhost:" + server.getAddress().getPort() + "/hook";
    }

    Got next() throws InterruptedException {
      Got next = got.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("a delivery").isNotNull();
      return next;
    }

    JsonNode nextData(String event) throws InterruptedException {
      JsonNode body = Json.parse(next().body());
      assertThat(body.path("entity").asText() + "." + body.path("action").asText())
          .isEqualTo(event);
      return body.path("data");
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Map<String, Object> settings(String url, String... events) {
    return Map.of("name", "hook", "url", url, "events", events(events));
  }

  private static List<Map<String, String>> events(String... events) {
    return List.of(events).stream()
        .map(e -> Map.of("entity", e.split("\\.")[0], "action", e.split("\\.")[1]))
        .toList();
  }

  private static JsonNode hook(Http.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("webhook");
  }

  @ParameterizedTest
  @EnumSource
  void areCreatedListedChangedAndDeleted(Engine engine) throws Exception {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      JsonNode made =
          hook(
              f.post(
                  HOOKS,
                  Map.of(
                      "name", "hook",
                      "url", "https://example.com/x",
                      "secret", "s3cret-word",
                      "events", events("MODEL_VERSION.CREATED", "REGISTERED_MODEL.CREATED"))));
      String at = HOOKS + "/" + made.path("webhook_id").asText();
      assertThat(made.path("status").asText()).isEqualTo("ACTIVE");
      assertThat(made.has("description")).isFalse();
      assertThat(made.toString()).doesNotContain("s3cret-word");
      assertThat(hook(f.get(at))).isEqualTo(made);
      assertThat(stored(f)).doesNotContain("s3cret-word");

      JsonNode changed =
          hook(
              f.patch(
                  at,
                  Map.of("name", "other", "status", "DISABLED", "url", "", "events", List.of())));
      assertThat(changed.path("url").asText()).isEqualTo("https://example.com/x");
      assertThat(changed.path("events")).isEqualTo(made.path("events"));
      assertThat(changed.path("status").asText()).isEqualTo("DISABLED");
      assertThat(changed.path("last_updated_timestamp").asLong())
          .isGreaterThan(made.path("last_updated_timestamp").asLong());

      for (int i = 0; i < 4; i++) {
        f.post(HOOKS, settings("https://example.com/" + i, "PROMPT.CREATED"));
      }
      JsonNode first = f.get(HOOKS + "?max_results=3").json();
      JsonNode rest =
          f.get(HOOKS + "?max_results=3&page_token=" + first.path("next_page_token").asText())
              .json();
      assertThat(first.path("webhooks")).hasSize(3);
      assertThat(rest.path("webhooks")).hasSize(2);
      assertThat(rest.has("next_page_token")).isFalse();
      assertThat(f.get(HOOKS + "?max_results=1001").json().path("message").asText())
          .isEqualTo("max_results must be between 1 and 1000.");

      assertThat(f.delete(at, "{}").text()).isEqualTo("{}");
      for (Http.Answer gone :
          List.of(f.get(at), f.delete(at, "{}"), f.patch(at, "{}"), f.post(at + "/test", "{}"))) {
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.json().path("error_code").asText()).isEqualTo("RESOURCE_DOES_NOT_EXIST");
        assertThat(gone.json().path("message").asText()).startsWith("Webhook with ID ");
      }
    }
  }

  private static String stored(RegistryFixture f) {
    return f.kernel()
        .db()
        .read(h -> h.createQuery("select secret from webhook").mapTo(String.class).list())
        .toString();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrongIsRefusedInMlflowsWords(Engine engine) {
    Kernel kernel = engine.kernel(folder, "metadata", "registry");
    try (RegistryFixture f = RegistryFixture.start(kernel, RegistryOptions.standard())) {
      Map<String, String> refused =
          Map.of(
              "   ", "Webhook URL cannot be empty or just whitespace: '   '",
              "ftp://example.com", "Invalid webhook URL scheme: 'ftp'. Allowed schemes are: https.",
              "http://[invalid",
                  "Invalid webhook URL 'http://[invalid': ValueError('Invalid IPv6 URL')",
              "https:///path", "Webhook URL must include a hostname: 'https:///path'",
              "https://example.com:65536/",
                  "Webhook URL has no valid port: 65536 is not among 1 to 65535.",
              "https://127.0.0.1/x",
                  "Webhook URL must not resolve to a non-public IP address. '127.0.0.1' resolves to"
                      + " 127.0.0.1.",
              "https://[::ffff:10.0.0.1]/x",
                  "Webhook URL must not resolve to a non-public IP address. '[::ffff:10.0.0.1]'"
                      + " resolves to 10.0.0.1.",
              "https://localhost/x",
                  "Webhook URL must not resolve to a non-public IP address. 'localhost' resolves to"
                      + " this machine or its network.");
      refused.forEach(
          (url, message) ->
              assertThat(
                      f.post(HOOKS, settings(url, "PROMPT.CREATED"))
                          .json()
                          .path("message")
                          .asText())
                  .isEqualTo(message));
      assertThat(
              f.post(HOOKS, settings("https://example.com", "REGISTERED_MODEL.UPDATED"))
                  .json()
                  .path("message")
                  .asText())
          .isEqualTo(
              "Invalid action 'updated' for entity 'registered_model'. Valid actions are:"
                  + " ['created']");
      assertThat(f.post(HOOKS, settings("https://example.com")).json().path("message").asText())
          .isEqualTo("Webhook events must be a non-empty list of WebhookEvent objects: [].");
      assertThat(
              f.post(
                      HOOKS,
                      Map.of(
                          "name", "-a", "url", "https://e.org", "events", events("PROMPT.CREATED")))
                  .json()
                  .path("message")
                  .asText())
          .startsWith("Webhook name '-a' is invalid. It must start and end with a letter or digit");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyEventIsToldWithMlflowsPayload(Engine engine) throws Exception {
    try (RegistryFixture f = RegistryFixture.start(engine, folder);
        Receiver receiver = new Receiver()) {
      f.post(
          HOOKS,
          settings(
              receiver.url(),
              "REGISTERED_MODEL.CREATED",
              "MODEL_VERSION.CREATED",
              "MODEL_VERSION_TAG.SET",
              "MODEL_VERSION_TAG.DELETED",
              "MODEL_VERSION_ALIAS.CREATED",
              "MODEL_VERSION_ALIAS.DELETED",
              "PROMPT.CREATED",
              "PROMPT_VERSION.CREATED",
              "PROMPT_TAG.SET",
              "PROMPT_TAG.DELETED",
              "PROMPT_VERSION_TAG.SET",
              "PROMPT_VERSION_TAG.DELETED",
              "PROMPT_ALIAS.CREATED",
              "PROMPT_ALIAS.DELETED"));
      f.post(
          "/registered-models/create",
          "{\"name\":\"m\",\"tags\":[{\"key\":\"env\",\"value\":\"dev\"}]}");
      assertThat(receiver.nextData("registered_model.created"))
          .hasToString("{\"name\":\"m\",\"tags\":{\"env\":\"dev\"},\"description\":\"\"}");
      f.post(
          "/model-versions/create",
          Map.of("name", "m", "source", "s3://bucket/path/to/model", "run_id", "1234567890abcdef"));
      assertThat(receiver.nextData("model_version.created"))
          .hasToString(
              "{\"name\":\"m\",\"version\":\"1\",\"source\":\"s3://bucket/path/to/model\","
                  + "\"run_id\":\"1234567890abcdef\",\"tags\":{},\"description\":null}");
      Map<String, String> tag = Map.of("name", "m", "version", "1", "key", "k", "value", "v");
      f.post("/registered-models/set-tag", tag);
      f.post("/model-versions/set-tag", tag);
      assertThat(receiver.nextData("model_version_tag.set"))
          .hasToString("{\"name\":\"m\",\"version\":\"1\",\"key\":\"k\",\"value\":\"v\"}");
      f.delete("/model-versions/delete-tag", tag);
      assertThat(receiver.nextData("model_version_tag.deleted"))
          .hasToString("{\"name\":\"m\",\"version\":\"1\",\"key\":\"k\"}");
      Map<String, String> alias = Map.of("name", "m", "alias", "best", "version", "1");
      f.post("/registered-models/alias", alias);
      assertThat(receiver.nextData("model_version_alias.created"))
          .hasToString("{\"name\":\"m\",\"alias\":\"best\",\"version\":\"1\"}");
      f.delete("/registered-models/alias", alias);
      assertThat(receiver.nextData("model_version_alias.deleted"))
          .hasToString("{\"name\":\"m\",\"alias\":\"best\"}");

      String is = "{\"key\":\"mlflow.prompt.is_prompt\",\"value\":\"true\"}";
      f.post("/registered-models/create", "{\"name\":\"p\",\"tags\":[" + is + "]}");
      assertThat(receiver.nextData("prompt.created"))
          .hasToString("{\"name\":\"p\",\"tags\":{},\"description\":\"\"}");
      f.post(
          "/model-versions/create",
          "{\"name\":\"p\",\"source\":\"prompt-template\",\"tags\":["
              + is
              + ",{\"key\":\"mlflow.prompt.text\",\"value\":\"Hi\"}]}");
      assertThat(receiver.nextData("prompt_version.created"))
          .hasToString(
              "{\"name\":\"p\",\"version\":\"1\",\"template\":\"Hi\",\"tags\":{},"
                  + "\"description\":null}");
      f.post("/registered-models/set-tag", Map.of("name", "p", "key", "k", "value", "v"));
      assertThat(receiver.nextData("prompt_tag.set"))
          .hasToString("{\"name\":\"p\",\"key\":\"k\",\"value\":\"v\"}");
      f.delete("/registered-models/delete-tag", Map.of("name", "p", "key", "k"));
      receiver.nextData("prompt_tag.deleted");
      f.post("/registered-models/alias", Map.of("name", "p", "alias", "best", "version", "1"));
      assertThat(receiver.nextData("prompt_alias.created"))
          .hasToString("{\"name\":\"p\",\"alias\":\"best\",\"version\":\"1\"}");
      Map<String, String> told = Map.of("name", "p", "version", "1", "key", "k", "value", "v");
      f.post("/model-versions/set-tag", told);
      assertThat(receiver.nextData("prompt_version_tag.set"))
          .hasToString("{\"name\":\"p\",\"version\":\"1\",\"key\":\"k\",\"value\":\"v\"}");
      f.delete("/model-versions/delete-tag", told);
      assertThat(receiver.nextData("prompt_version_tag.deleted"))
          .hasToString("{\"name\":\"p\",\"version\":\"1\",\"key\":\"k\"}");
      f.delete("/registered-models/alias", Map.of("name", "p", "alias", "best"));
      assertThat(receiver.nextData("prompt_alias.deleted"))
          .hasToString("{\"name\":\"p\",\"alias\":\"best\"}");
      assertThat(receiver.got).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void retriesKeepTheirSignatureAndTheLogSaysHowItWent(Engine engine) throws Exception {
    try (RegistryFixture f = RegistryFixture.start(engine, folder);
        Receiver receiver = new Receiver()) {
      Map<String, Object> settings =
          new java.util.HashMap<>(settings(receiver.url(), "REGISTERED_MODEL.CREATED"));
      settings.put("secret", "s3cret");
      String id = hook(f.post(HOOKS, settings)).path("webhook_id").asText();
      receiver.answer(500, 429);
      f.model("m");
      Receiver.Got first = receiver.next();
      receiver.next();
      Receiver.Got third = receiver.next();
      assertThat(third.body()).isEqualTo(first.body());
      String signature = first.header("X-mlflow-signature");
      assertThat(third.header("X-mlflow-signature")).isEqualTo(signature);
      assertThat(signature).isEqualTo(signature(first, "s3cret"));

      receiver.answer(404);
      f.model("n");
      receiver.next();
      f.model("o");
      receiver.next();
      JsonNode log = settled(f, id);
      assertThat(log)
          .extracting(d -> d.path("succeeded").asText() + d.path("status") + d.path("attempts"))
          .containsExactlyInAnyOrder("true2001", "false4041", "true2003");
    }
  }

  /** Waits, by asking, until nothing is under way. */
  private static JsonNode settled(RegistryFixture f, String id) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      JsonNode log = f.http().get("/api/v1/webhooks/" + id + "/deliveries").json().path("items");
      boolean over = true;
      for (JsonNode delivery : log) {
        over &= !delivery.has("dueAt");
      }
      if (over || System.nanoTime() > deadline) {
        return log;
      }
      Thread.onSpinWait();
    }
  }

  private static String signature(Receiver.Got got, String secret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signed =
        got.header("X-mlflow-delivery-id")
            + "."
            + got.header("X-mlflow-timestamp")
            + "."
            + got.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @EnumSource
  void aTestSendsTheExampleAndSaysWhatCameBack(Engine engine) throws Exception {
    try (RegistryFixture f = RegistryFixture.start(engine, folder);
        Receiver receiver = new Receiver()) {
      String id =
          hook(f.post(HOOKS, settings(receiver.url(), "REGISTERED_MODEL.CREATED")))
              .path("webhook_id")
              .asText();
      assertThat(f.post(HOOKS + "/" + id + "/test", "{}").json())
          .hasToString(
              "{\"result\":{\"success\":true,\"response_status\":200,\"response_body\":\"said"
                  + " 200\"}}");
      receiver.nextData("registered_model.created");
      receiver.answer(404);
      JsonNode result =
          f.post(
                  HOOKS + "/" + id + "/test",
                  Map.of("event", events("MODEL_VERSION_TAG.SET").getFirst()))
              .json()
              .path("result");
      assertThat(result.path("success").asBoolean()).isFalse();
      assertThat(result.path("response_status").asInt()).isEqualTo(404);
      assertThat(result.has("error_message")).isFalse();
      assertThat(receiver.nextData("model_version_tag.set"))
          .hasToString(
              "{\"name\":\"example_model\",\"version\":\"1\",\"key\":\"example_key\","
                  + "\"value\":\"example_value\"}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotToldIsToldAfterARestartAndNothingInsideIsReached(Engine engine) throws Exception {
    Engine.Reopenable data = engine.options(folder, "metadata", "registry");
    try (Receiver receiver = new Receiver()) {
      String id;
      try (RegistryFixture f =
          RegistryFixture.start(data.open(WallClock.system()), RegistryFixture.OPTIONS)) {
        Map<String, Object> signed =
            new java.util.HashMap<>(settings(receiver.url(), "REGISTERED_MODEL.CREATED"));
        signed.put("secret", "s3cret");
        id = hook(f.post(HOOKS, signed)).path("webhook_id").asText();
        // Stopped first: what then happens is in the log alone.
        f.registry().webhooks().close();
        f.model("m");
      }
      try (RegistryFixture f =
          RegistryFixture.start(data.open(WallClock.system()), RegistryFixture.OPTIONS)) {
        assertThat(receiver.nextData("registered_model.created").path("name").asText())
            .isEqualTo("m");
        settled(f, id);
      }
      // The same webhook on a server that keeps to public addresses.
      try (RegistryFixture f =
          RegistryFixture.start(data.open(WallClock.system()), RegistryOptions.standard())) {
        JsonNode result = f.post(HOOKS + "/" + id + "/test", "{}").json().path("result");
        assertThat(result.path("success").asBoolean()).isFalse();
        assertThat(result.path("error_message").asText())
            .startsWith(
                "Failed to test webhook: Webhook URL must not resolve to a non-public IP address.");
        assertThat(receiver.got).isEmpty();
      }
      assertThat(Files.getPosixFilePermissions(folder.resolve("webhook.key"))).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoNeverAnswersIsGivenUp(Engine engine) throws Exception {
    RegistryOptions impatient =
        new RegistryOptions(
            Stages.mlflows(),
            "",
            new RegistryOptions.Delivery(
                Set.of("http"), true, 0, Duration.ofMillis(1), Duration.ofMillis(300)));
    Kernel kernel = engine.kernel(folder, "metadata", "registry");
    try (RegistryFixture f = RegistryFixture.start(kernel, impatient);
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String id =
          hook(f.post(
                  HOOKS,
                  settings(
                      "http://localhost:" + silent.getLocalPort(), "REGISTERED_MODEL.CREATED")))
              .path("webhook_id")
              .asText();
      assertThat(f.post(HOOKS + "/" + id + "/test", "{}").json().path("result"))
          .hasToString(
              "{\"success\":false,\"error_message\":\"Failed to test webhook: the receiver did not"
                  + " answer in time\"}");
      kernel.events().awaitAfter(0, Duration.ofSeconds(20));
      assertThat(kernel.events().page(new EventQuery(null, null, null, null, 10, false)))
          .extracting(Event::type)
          .contains("registry.webhook.created");
    }
  }
}
