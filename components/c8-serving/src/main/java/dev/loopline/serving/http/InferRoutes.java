package dev.loopline.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.Signature;
import dev.loopline.serving.EndpointView;
import dev.loopline.serving.Prediction;
import dev.loopline.serving.Serving;
import dev.loopline.serving.ServingError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol, version 2, over REST (kserve/open-inference-protocol). A model's
 * name is {@code product.endpoint}; its inputs are the signature's columns, each a tensor of as
 * many values as there are rows.
 */
public final class InferRoutes {
  private static final String MODEL = "/v2/models/{model}";
  private static final String TAG = "inference";
  private static final long LARGEST_BODY = 16L << 20;

  private InferRoutes() {}

  /** A column of rows. */
  public record Tensor(String name, String datatype, List<Integer> shape, List<JsonNode> data) {
    public Tensor {
      if (name == null || datatype == null || shape == null || data == null) {
        throw new LooplineException(
            ServingError.INPUT_INVALID,
            "Input '" + name + "' lacks name, datatype, shape or data; give all four.");
      }
    }
  }

  /** What is asked. */
  public record InferRequest(
      @Nullable String id, @Nullable Map<String, JsonNode> parameters, List<Tensor> inputs) {}

  /** What is answered; the parameters name the logged predictions. */
  public record InferResponse(
      String model_name,
      String model_version,
      @Nullable String id,
      Map<String, Object> parameters,
      List<Output> outputs) {}

  /** Scores, one a row. */
  public record Output(String name, String datatype, List<Integer> shape, List<Double> data) {}

  /** What a model takes and gives. */
  public record Metadata(
      String name,
      List<String> versions,
      String platform,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs) {}

  /** A tensor's form; -1 stands for any number of rows. */
  public record TensorSpec(String name, String datatype, List<Integer> shape) {}

  private record Name(String product, String endpoint) {
    static Name of(Call call) {
      String model = call.path("model");
      int dot = model.indexOf('.');
      if (dot < 1) {
        throw new LooplineException(
            ServingError.ENDPOINT_NOT_FOUND,
            "There is no model '" + model + "'; models are named product.endpoint.");
      }
      return new Name(model.substring(0, dot), model.substring(dot + 1));
    }
  }

  public static List<Route> routes(Serving serving) {
    return List.of(
        Route.get("/v2/health/live")
            .id("inferLive")
            .tag(TAG)
            .summary("Whether the server runs")
            .to(call -> Reply.json(Map.of("live", true))),
        Route.get("/v2/health/ready")
            .id("inferReady")
            .tag(TAG)
            .summary("Whether models can be asked")
            .to(call -> Reply.json(Map.of("ready", true))),
        Route.get(MODEL)
            .id("inferMetadata")
            .tag(TAG)
            .summary("What a model takes and gives")
            .answers(Metadata.class)
            .to(call -> Reply.json(metadata(serving, Name.of(call)))),
        Route.get(MODEL + "/ready")
            .id("inferModelReady")
            .tag(TAG)
            .summary("Whether the model answers")
            .to(
                call -> {
                  Name name = Name.of(call);
                  serving.signature(name.product(), name.endpoint());
                  return Reply.json(Map.of("name", call.path("model"), "ready", true));
                }),
        Route.post(MODEL + "/infer")
            .id("infer")
            .tag(TAG)
            .summary("Scores rows")
            .accepts(InferRequest.class)
            .answers(InferResponse.class)
            .maxBody(LARGEST_BODY)
            .to(call -> Reply.json(infer(serving, call))));
  }

  private static Metadata metadata(Serving serving, Name name) {
    EndpointView endpoint = serving.require(name.product(), name.endpoint());
    Signature signature = serving.signature(name.product(), name.endpoint());
    EndpointView.Deployed champion = java.util.Objects.requireNonNull(endpoint.champion());
    return new Metadata(
        name.product() + "." + name.endpoint(),
        List.of(String.valueOf(champion.version())),
        "onnxruntime_onnx",
        signature.inputs().stream()
            .map(i -> new TensorSpec(i.name(), i.isText() ? "BYTES" : "FP64", List.of(-1)))
            .toList(),
        List.of(new TensorSpec(signature.output(), "FP64", List.of(-1))));
  }

  private static InferResponse infer(Serving serving, Call call) {
    Name name = Name.of(call);
    InferRequest request = call.body(InferRequest.class);
    Signature signature = serving.signature(name.product(), name.endpoint());
    List<Map<String, JsonNode>> rows = Tensors.rows(signature, request.inputs());
    List<Prediction> made =
        serving.infer(name.product(), name.endpoint(), keys(request, rows.size()), rows);
    List<Double> scores = made.stream().map(Prediction::score).toList();
    return new InferResponse(
        call.path("model"),
        String.valueOf(made.getFirst().version()),
        request.id(),
        Map.of("prediction_ids", made.stream().map(Prediction::id).toList()),
        List.of(new Output(signature.output(), "FP64", List.of(scores.size()), scores)));
  }

  private static @Nullable List<String> keys(InferRequest request, int rows) {
    JsonNode keys = request.parameters() == null ? null : request.parameters().get("keys");
    if (keys == null) {
      return null;
    }
    if (!keys.isArray() || keys.size() != rows) {
      throw new LooplineException(
          ServingError.INPUT_INVALID,
          "parameters.keys has " + keys.size() + " entries for " + rows + " rows.");
    }
    return java.util.stream.StreamSupport.stream(keys.spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }
}
