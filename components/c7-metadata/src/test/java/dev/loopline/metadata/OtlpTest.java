package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spans in OpenTelemetry's own messages. */
class OtlpTest {
  private static final String TRACE = "0123456789abcdef0123456789abcdef";
  private static final String ID = "tr-" + TRACE;
  private static final long MILLIS = 1_000_000;

  @TempDir Path folder;

  private static ByteString hex(String text) {
    return ByteString.copyFrom(HexFormat.of().parseHex(text));
  }

  private static KeyValue text(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static Span.Builder span(String id, long from, long to) {
    return Span.newBuilder()
        .setTraceId(hex(TRACE))
        .setSpanId(hex(id))
        .setName("span " + id.charAt(0))
        .setStartTimeUnixNano(from * MILLIS)
        .setEndTimeUnixNano(to * MILLIS);
  }

  private static byte[] request(Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static Http.Answer send(MlflowServer server, String experiment, byte[] body) {
    return server.http.send(
        server
            .http
            .request("/v1/traces")
            .header("Content-Type", "application/x-protobuf")
            .header("x-mlflow-experiment-id", experiment)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static Span.Builder root() {
    KeyValueList.Builder question =
        KeyValueList.newBuilder()
            .addValues(text("role", "user"))
            .addValues(text("content", "I like it"));
    AnyValue.Builder messages = AnyValue.newBuilder();
    messages.getArrayValueBuilder().addValuesBuilder().setKvlistValue(question);
    AnyValue.Builder inputs = AnyValue.newBuilder();
    inputs.setKvlistValue(KeyValueList.newBuilder().addValues(attribute("messages", messages)));
    return span("1111111111111111", 1_000, 3_000)
        .addAttributes(text("fruit", "apple"))
        .addAttributes(attribute("mlflow.spanInputs", inputs))
        .addAttributes(text("mlflow.spanOutputs", "answer \0"))
        .addEvents(
            Span.Event.newBuilder()
                .setName("e")
                .setTimeUnixNano(7)
                .addAttributes(attribute("n", AnyValue.newBuilder().setIntValue(3))))
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK));
  }

  private static Span.Builder child() {
    return span("2222222222222222", 500, 4_000)
        .setParentSpanId(hex("1111111111111111"))
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(
            attribute("gen_ai.usage.input_tokens", AnyValue.newBuilder().setIntValue(10)))
        .addAttributes(
            attribute("gen_ai.usage.output_tokens", AnyValue.newBuilder().setIntValue(5)));
  }

  @ParameterizedTest
  @EnumSource
  void spansMakeATraceHoweverTheyArrive(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      Http.Answer first = send(server, "0", request(child()));
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.header("Content-Type")).isEqualTo("application/x-protobuf");
      assertThat(first.body()).isEmpty();
      String at = "/api/3.0/mlflow/traces/" + ID;
      assertThat(server.get(at).path("trace").path("trace_info").path("state").asText())
          .isEqualTo("IN_PROGRESS");
      assertThat(send(server, "0", request(root(), child())).status()).isEqualTo(200);

      JsonNode info = server.get(at).path("trace").path("trace_info");
      assertThat(info.path("state").asText()).isEqualTo("OK");
      assertThat(info.path("request_time").asText()).isEqualTo("1970-01-01T00:00:00.500Z");
      assertThat(info.path("execution_duration").asText()).isEqualTo("3.500s");
      assertThat(info.path("request_preview").asText()).isEqualTo("I like it");
      assertThat(info.path("tags").path("mlflow.traceName").asText()).isEqualTo("span 1");
      assertThat(info.path("trace_metadata").path("mlflow.trace.tokenUsage").asText())
          .isEqualTo("{\"input_tokens\":10,\"output_tokens\":5,\"total_tokens\":15}");

      JsonNode spans =
          server
              .get("/ajax-api/3.0/mlflow/traces/get?trace_id=" + ID + "&allow_partial=True")
              .path("trace")
              .path("spans");
      assertThat(spans).hasSize(2);
      assertThat(spans.get(0).path("span_id").asText()).isEqualTo("ERERERERERE=");
      assertThat(spans.get(0).has("parent_span_id")).isFalse();
      assertThat(spans.get(0).path("start_time_unix_nano").asLong()).isEqualTo(1_000 * MILLIS);
      assertThat(spans.get(0).path("attributes"))
          .extracting(JsonNode::toString)
          .contains(
              "{\"key\":\"fruit\",\"value\":{\"string_value\":\"apple\"}}",
              "{\"key\":\"mlflow.traceRequestId\",\"value\":{\"string_value\":\"" + ID + "\"}}");
      assertThat(spans.get(0).path("events").toString())
          .isEqualTo(
              "[{\"time_unix_nano\":7,\"name\":\"e\",\"attributes\":"
                  + "[{\"key\":\"n\",\"value\":{\"int_value\":3}}]}]");
      assertThat(spans.get(1).path("parent_span_id").asText()).isEqualTo("ERERERERERE=");
      assertThat(server.get("/api/3.0/mlflow/traces/batchGet?trace_ids=none&trace_ids=" + ID))
          .hasSize(1);
      Http.Answer file =
          server.http.get("/ajax-api/2.0/mlflow/get-trace-artifact?request_id=" + ID);
      assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=traces.json");
      assertThat(file.json().path("spans").path(0).path("attributes").path("fruit").asText())
          .isEqualTo("\"apple\"");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SQLITE")
  void spansMayComeZipped(Engine engine) throws IOException {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
        out.write(request(root()));
      }
      Http.Answer answer =
          server.http.send(
              server
                  .http
                  .request("/v1/traces")
                  .header("Content-Type", "application/x-protobuf")
                  .header("Content-Encoding", "gzip")
                  .header("x-mlflow-experiment-id", "0")
                  .POST(BodyPublishers.ofByteArray(zipped.toByteArray())));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(found(server, "span.name = 'span 1'")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSaidIsShownWithoutWhatNoDatabaseKeeps(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String inputs = "{\"messages\":[{\"role\":\"user\",\"content\":\"a\\u0000b\"}]}";
      Span.Builder root = span("1111111111111111", 1, 2).addAttributes(text("input.value", inputs));
      assertThat(send(server, "0", request(root)).status()).isEqualTo(200);
      assertThat(
              server
                  .get("/api/3.0/mlflow/traces/" + ID)
                  .path("trace")
                  .path("trace_info")
                  .path("request_preview")
                  .asText())
          .isEqualTo("a\uFFFDb");
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchesThatCompeteForATraceAllCount(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 1; i <= 8; i++) {
          Span.Builder one = span("%d".formatted(i).repeat(16), 1_000 - i, 1_000 + i);
          threads.submit(() -> send(server, "0", request(one)));
        }
      }
      JsonNode trace = server.get("/api/3.0/mlflow/traces/get?trace_id=" + ID).path("trace");
      assertThat(trace.path("spans")).hasSize(8);
      JsonNode info = trace.path("trace_info");
      assertThat(info.path("request_time").asText()).isEqualTo("1970-01-01T00:00:00.992Z");
      assertThat(info.path("execution_duration").asText()).isEqualTo("0.016s");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tracesAreFoundByTheirSpans(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      send(server, "0", request(root(), child()));
      for (String filter :
          new String[] {
            "trace.text LIKE '%I like it%'",
            "span.type = 'CHAT_MODEL'",
            "span.name ILIKE 'SPAN 1'",
            "span.status = 'OK'",
            "span.attributes.fruit LIKE 'app%'",
            "span.attributes.`fruit` = 'apple'"
          }) {
        assertThat(found(server, filter)).as(filter).isEqualTo(1);
      }
      for (String filter :
          new String[] {
            "trace.text LIKE '%hate%'", "span.attributes.fruit = 'pear'", "span.type = 'TOOL'"
          }) {
        assertThat(found(server, filter)).as(filter).isZero();
      }
    }
  }

  private static int found(MlflowServer server, String filter) {
    return server
        .http
        .post(
            "/api/3.0/mlflow/traces/search",
            "{\"locations\":[{\"mlflow_experiment\":{\"experiment_id\":\"0\"}}],\"filter\":\""
                + filter
                + "\"}")
        .json()
        .path("traces")
        .size();
  }

  @ParameterizedTest
  @EnumSource
  void aTraceThatIsNotWholeIsNotHandedOutAsOne(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      send(server, "0", request(root()));
      server.send(
          "POST",
          "/api/3.0/mlflow/traces",
          "{'trace':{'trace_info':{'trace_id':'"
              + ID
              + "','trace_location':{'mlflow_experiment':{'experiment_id':'0'}},'state':'OK',"
              + "'request_time':'2026-01-01T00:00:00Z',"
              + "'trace_metadata':{'mlflow.trace.sizeStats':'{\\\"num_spans\\\": 2}'}}}}");
      String at = "/api/3.0/mlflow/traces/";
      assertThat(server.get(at + "batchGet?trace_ids=" + ID).isEmpty()).isTrue();
      assertThat(server.refusal("GET", at + "get?trace_id=" + ID, "{}"))
          .endsWith("is not fully exported yet, please try again later.");
      CompletableFuture<JsonNode> waiting =
          CompletableFuture.supplyAsync(() -> server.get(at + "get?trace_id=" + ID));
      send(server, "0", request(child()));
      assertThat(waiting.join().path("trace").path("spans")).hasSize(2);
      assertThat(server.get(at + "get?trace_id=" + ID).path("trace").path("spans")).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoTraceIsRefusedAsMlflowDoes(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      Http.Answer noHeader =
          server.http.send(
              server
                  .http
                  .request("/v1/traces")
                  .header("Content-Type", "application/x-protobuf")
                  .POST(BodyPublishers.ofByteArray(request(root()))));
      assertThat(noHeader.status()).isEqualTo(422);
      assertThat(noHeader.json().path("detail").path(0).path("loc").toString())
          .isEqualTo("[\"header\",\"x-mlflow-experiment-id\"]");
      Http.Answer json =
          server.http.send(
              server
                  .http
                  .request("/v1/traces")
                  .header("Content-Type", "application/json")
                  .header("x-mlflow-experiment-id", "0")
                  .POST(BodyPublishers.ofString("{}")));
      for (String header : new String[] {"abc", "-1", "1.5", "0x1", "9".repeat(99)}) {
        Http.Answer odd = send(server, header, request(root()));
        assertThat(odd.status()).isEqualTo(422);
        assertThat(odd.json().path("detail").asText())
            .isEqualTo(
                "The header x-mlflow-experiment-id is '"
                    + (header.length() > 50 ? header.substring(0, 50) + "…" : header)
                    + "', which is no experiment's id; send the digits of one.");
      }
      assertThat(json.status()).isEqualTo(400);
      assertThat(json.text()).contains("Invalid Content-Type: application/json");
      Http.Answer text = send(server, "0", "this is not valid protobuf data at all".getBytes());
      assertThat(text.status()).isEqualTo(400);
      assertThat(text.json().path("detail").asText())
          .startsWith("Invalid OpenTelemetry protobuf format");
      assertThat(send(server, "0", new byte[0]).status()).isEqualTo(400);
      Http.Answer noId = send(server, "test", request(root().clearTraceId()));
      assertThat(noId.status()).isEqualTo(422);
      assertThat(noId.text()).contains("Cannot convert OpenTelemetry span to MLflow span");
      Http.Answer unknown = send(server, "999", request(root()));
      assertThat(unknown.status()).isEqualTo(422);
      assertThat(unknown.text()).contains("No Experiment with id=999 exists");
    }
  }
}
