package dev.loopline.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.loopline.testkit.Http;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a team's MLflow clients leave on a server: a model of nobody's, traces, a dataset. */
final class MlflowMade {
  static final String MODEL = "review-sentiment";
  private static final String API = "/api/2.0/mlflow";
  private static final String API3 = "/api/3.0/mlflow";
  private static final long START = 1_790_000_000_000_000_000L;

  private final Http http;
  private final String product;

  MlflowMade(String server, String product) {
    this.http = new Http(server);
    this.product = product;
  }

  /** All of it; the id of the trace. */
  String everything() {
    String experiment =
        make("/experiments/create", Map.of("name", product + "/assistant"))
            .at("/experiment_id")
            .asText();
    make(
        "/registered-models/create", Map.of("name", MODEL, "description", "What guests **feel**."));
    for (int i = 1; i <= 3; i++) {
      version(experiment, i);
    }
    make("/registered-models/alias", Map.of("name", MODEL, "alias", "live", "version", "2"));
    for (int i = 1; i <= 2; i++) {
      make(
          "/model-versions/transition-stage",
          Map.of(
              "name",
              MODEL,
              "version",
              "" + i,
              "stage",
              "Production",
              "archive_existing_versions",
              "true"));
    }
    dataset(experiment);
    return trace(experiment);
  }

  private JsonNode make(String path, Object body) {
    return made(http.post(API + path, body));
  }

  private static JsonNode made(Http.Answer answer) {
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.status() + " " + answer.text());
    }
    return answer.body().length == 0 ? null : answer.json();
  }

  private void version(String experiment, int number) {
    String run =
        make("/runs/create", Map.of("experiment_id", experiment)).at("/run/info/run_id").asText();
    make(
        "/runs/log-batch",
        Map.of(
            "run_id", run,
            "metrics",
                List.of(
                    Map.of("key", "f1", "value", 0.7 + number * 0.05, "timestamp", 1, "step", 0)),
            "params", List.of(Map.of("key", "epochs", "value", "" + number * 2))));
    String folder =
        "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + run + "/artifacts/model/";
    put(folder + "MLmodel", MLMODEL);
    put(folder + "requirements.txt", "mlflow==3.4.0\nscikit-learn==1.7.1\n");
    put(folder + "serving_input_example.json", "{\"inputs\":[\"Lovely room.\"]}");
    make(
        "/model-versions/create",
        Map.of("name", MODEL, "source", "runs:/" + run + "/model", "run_id", run));
    make("/runs/update", Map.of("run_id", run, "status", "FINISHED"));
  }

  private void put(String path, String text) {
    made(http.put(path, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static final String MLMODEL =
      """
      flavors:
        python_function: {loader_module: mlflow.sklearn, python_version: 3.12.7, env: {conda: conda.yaml}}
        sklearn: {sklearn_version: 1.7.1}
      mlflow_version: 3.4.0
      saved_input_example_info: {serving_input_path: serving_input_example.json, type: json_object}
      signature:
        inputs: '[{"type": "string", "name": "text", "required": true}]'
        outputs: '[{"type": "string", "name": "label", "required": true}]'
      """;

  private void dataset(String experiment) {
    String id =
        made(http.post(
                API3 + "/datasets/create",
                Map.of("name", "questions", "experiment_ids", List.of(experiment))))
            .at("/dataset/dataset_id")
            .asText();
    made(
        http.post(
            API3 + "/datasets/" + id + "/records",
            Map.of(
                "records",
                "[{\"inputs\":{\"question\":\"Is there parking?\"},\"expectations\":{\"expected_response\":\"Two places.\"}}]")));
    made(
        http.post(
            API3 + "/scorers/register",
            Map.of(
                "experiment_id",
                experiment,
                "name",
                "correctness",
                "serialized_scorer",
                "{\"builtin_scorer_class\":\"Correctness\"}")));
  }

  private String trace(String experiment) {
    byte[] id = ByteBuffer.allocate(16).putLong(7).putLong(8).array();
    Span root = span(id, 1, 0, "answer", "AGENT", 0, 900);
    Span chat = span(id, 2, 1, "chat", "CHAT_MODEL", 100, 700);
    Span failed =
        span(id, 3, 1, "look up", "TOOL", 710, 880).toBuilder()
            .setStatus(
                Status.newBuilder()
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage("no such booking"))
            .build();
    byte[] body =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(
                        ScopeSpans.newBuilder().addSpans(root).addSpans(chat).addSpans(failed)))
            .build()
            .toByteArray();
    made(
        http.send(
            http.request("/v1/traces")
                .header("Content-Type", "application/x-protobuf")
                .header("x-mlflow-experiment-id", experiment)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body))));
    String trace =
        made(http.post(
                API3 + "/traces/search",
                Map.of(
                    "locations",
                    List.of(
                        Map.of(
                            "type",
                            "MLFLOW_EXPERIMENT",
                            "mlflow_experiment",
                            Map.of("experiment_id", experiment))))))
            .at("/traces/0/trace_id")
            .asText();
    made(
        http.post(
            API3 + "/traces/" + trace + "/assessments",
            Map.of(
                "assessment",
                Map.of(
                    "assessment_name",
                    "correctness",
                    "source",
                    Map.of("source_type", "HUMAN", "source_id", "mei"),
                    "feedback",
                    Map.of("value", false),
                    "rationale",
                    "There is no such booking."))));
    return trace;
  }

  private static Span span(
      byte[] trace, long id, long parent, String name, String type, long from, long to) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(trace))
            .setSpanId(bytes(id))
            .setName(name)
            .setStartTimeUnixNano(START + from * 1_000_000)
            .setEndTimeUnixNano(START + to * 1_000_000)
            .addAttributes(text("mlflow.spanType", type))
            .addAttributes(
                text(
                    "mlflow.spanInputs",
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Is there parking?\"}]}"));
    return parent == 0 ? span.build() : span.setParentSpanId(bytes(parent)).build();
  }

  private static ByteString bytes(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
