package dev.loopline.serving.http;

import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.Signature;
import dev.loopline.serving.EndpointView;
import dev.loopline.serving.Prediction;
import dev.loopline.serving.Serving;
import dev.loopline.serving.ServingError;
import dev.loopline.serving.http.InferProtocol.InferRequest;
import dev.loopline.serving.http.InferProtocol.InferResponse;
import dev.loopline.serving.http.InferProtocol.Metadata;
import dev.loopline.serving.http.InferProtocol.ModelReady;
import dev.loopline.serving.http.InferProtocol.Output;
import dev.loopline.serving.http.InferProtocol.RequestedOutput;
import dev.loopline.serving.http.InferProtocol.ServerMetadata;
import dev.loopline.serving.http.InferProtocol.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol, version 2, over REST (kserve/open-inference-protocol). A model's
 * name is {@code product.endpoint}, its versions are those deployed there; its inputs are the
 * signature's columns, each a tensor of as many values as there are rows. Besides the score each
 * row has a {@code prediction_id}, which labels and traces ask for, and a {@code served_version}.
 */
public final class InferRoutes {
  private static final String MODEL = "/v2/models/{model}";
  private static final String VERSION = MODEL + "/versions/{version}";
  private static final String PREDICTION_ID = "prediction_id";
  private static final String SERVED_VERSION = "served_version";
  private static final long LARGEST_BODY = 16L << 20;

  private InferRoutes() {}

  /** What a path names. */
  private record Asked(String product, String endpoint, @Nullable Integer version) {
    static Asked model(Call call) {
      return of(call.path("model"), null);
    }

    static Asked version(Call call) {
      String version = call.path("version");
      if (!version.matches("[0-9]{1,9}")) {
        throw new LooplineException(
            ServingError.VERSION_NOT_DEPLOYED,
            "'" + version + "' is no version; versions are numbers, such as 1.");
      }
      return of(call.path("model"), Integer.valueOf(version));
    }

    private static Asked of(String model, @Nullable Integer version) {
      int dot = model.indexOf('.');
      if (dot < 1) {
        throw new LooplineException(
            ServingError.ENDPOINT_NOT_FOUND,
            "There is no model '" + model + "'; models are named product.endpoint.");
      }
      return new Asked(model.substring(0, dot), model.substring(dot + 1), version);
    }

    String name() {
      return product + "." + endpoint;
    }
  }

  public static List<Route> routes(Serving serving) {
    return List.of(
        get("/v2", "inferServer", "The server and the extensions of the protocol that it has")
            .answers(ServerMetadata.class)
            .to(call -> Reply.json(server())),
        get("/v2/health/live", "inferLive", "Whether the server runs")
            .to(call -> Reply.json(Map.of("live", true))),
        get("/v2/health/ready", "inferReady", "Whether every deployed model can be asked")
            .to(call -> ready(serving.isReady())),
        get(MODEL, "inferMetadata", "What a model takes and gives")
            .answers(Metadata.class)
            .to(call -> Reply.json(metadata(serving, Asked.model(call)))),
        get(VERSION, "inferVersionMetadata", "What a deployed version takes and gives")
            .answers(Metadata.class)
            .to(call -> Reply.json(metadata(serving, Asked.version(call)))),
        get(MODEL + "/ready", "inferModelReady", "Whether the model answers")
            .answers(ModelReady.class)
            .to(call -> Reply.json(modelReady(serving, Asked.model(call)))),
        get(VERSION + "/ready", "inferVersionReady", "Whether the version answers")
            .answers(ModelReady.class)
            .to(call -> Reply.json(modelReady(serving, Asked.version(call)))),
        post(MODEL + "/infer", "infer", "Scores rows")
            .to(call -> Reply.json(infer(serving, Asked.model(call), call))),
        post(VERSION + "/infer", "inferVersion", "Scores rows by a deployed version")
            .to(call -> Reply.json(infer(serving, Asked.version(call), call))));
  }

  private static Route.Builder get(String path, String id, String summary) {
    return Route.get(path).id(id).tag("inference").summary(summary).problems(InferProtocol.ERRORS);
  }

  private static Route.Builder post(String path, String id, String summary) {
    return Route.post(path)
        .id(id)
        .tag("inference")
        .summary(summary)
        .problems(InferProtocol.ERRORS)
        .accepts(InferRequest.class)
        .answers(InferResponse.class)
        .maxBody(LARGEST_BODY);
  }

  private static ServerMetadata server() {
    String version = InferRoutes.class.getPackage().getImplementationVersion();
    return new ServerMetadata("loopline", version == null ? "unknown" : version, List.of());
  }

  private static Reply ready(boolean ready) {
    return Reply.json(ready ? 200 : 503, Map.of("ready", ready));
  }

  private static ModelReady modelReady(Serving serving, Asked asked) {
    serving.signature(asked.product(), asked.endpoint(), asked.version());
    return new ModelReady(asked.name(), true);
  }

  private static Metadata metadata(Serving serving, Asked asked) {
    EndpointView endpoint = serving.require(asked.product(), asked.endpoint());
    Signature signature = serving.signature(asked.product(), asked.endpoint(), asked.version());
    return new Metadata(
        asked.name(),
        Stream.of(endpoint.champion(), endpoint.challenger())
            .filter(java.util.Objects::nonNull)
            .map(deployed -> String.valueOf(deployed.version()))
            .toList(),
        "onnxruntime_onnx",
        signature.inputs().stream()
            .map(i -> new TensorSpec(i.name(), i.isText() ? "BYTES" : "FP64", List.of(-1)))
            .toList(),
        List.of(
            new TensorSpec(signature.output(), "FP64", List.of(-1)),
            new TensorSpec(PREDICTION_ID, "BYTES", List.of(-1)),
            new TensorSpec(SERVED_VERSION, "BYTES", List.of(-1))));
  }

  private static InferResponse infer(Serving serving, Asked asked, Call call) {
    InferRequest request = InferProtocol.read(call);
    Signature signature = serving.signature(asked.product(), asked.endpoint(), asked.version());
    requireOutputs(request, signature);
    Tensors tensors = Tensors.of(signature, request.inputs());
    List<Prediction> made =
        serving.infer(
            asked.product(), asked.endpoint(), tensors.keys(), tensors.rows(), asked.version());
    List<String> versions = made.stream().map(p -> String.valueOf(p.version())).distinct().toList();
    return new InferResponse(
        asked.name(),
        versions.size() == 1 ? versions.getFirst() : null,
        request.id(),
        outputs(signature, made).stream().filter(o -> wants(request, o.name())).toList());
  }

  private static List<Output> outputs(Signature signature, List<Prediction> made) {
    List<Integer> shape = List.of(made.size());
    return List.of(
        new Output(
            signature.output(), "FP64", shape, made.stream().map(Prediction::score).toList()),
        new Output(PREDICTION_ID, "BYTES", shape, made.stream().map(Prediction::id).toList()),
        new Output(
            SERVED_VERSION,
            "BYTES",
            shape,
            made.stream().map(p -> String.valueOf(p.version())).toList()));
  }

  private static boolean wants(InferRequest request, String output) {
    return request.outputs() == null
        || request.outputs().isEmpty()
        || request.outputs().stream().anyMatch(o -> o.name().equals(output));
  }

  private static void requireOutputs(InferRequest request, Signature signature) {
    List<String> known = List.of(signature.output(), PREDICTION_ID, SERVED_VERSION);
    List<String> unknown =
        request.outputs() == null
            ? List.of()
            : request.outputs().stream()
                .map(RequestedOutput::name)
                .filter(name -> !known.contains(name))
                .toList();
    if (!unknown.isEmpty()) {
      throw InferProtocol.invalid("There are no outputs " + unknown + "; there are " + known + ".");
    }
  }
}
