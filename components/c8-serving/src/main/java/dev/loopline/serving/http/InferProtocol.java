package dev.loopline.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Call;
import dev.loopline.http.Problem;
import dev.loopline.http.ProblemShape;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.serving.ServingError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the Open Inference Protocol sends and expects, as its REST specification names it. */
public final class InferProtocol {
  /** Errors are an object with one text. */
  static final ProblemShape ERRORS =
      new ProblemShape() {
        @Override
        public String mediaType() {
          return "application/json";
        }

        @Override
        public byte[] body(Problem problem) {
          return Json.bytes(Map.of("error", problem.detail()));
        }
      };

  private InferProtocol() {}

  /** A column of rows. */
  public record Tensor(
      String name,
      String datatype,
      List<Integer> shape,
      @Nullable Map<String, JsonNode> parameters,
      List<JsonNode> data) {
    public Tensor {
      if (name == null || datatype == null || shape == null || data == null) {
        throw invalid("Input '" + name + "' lacks name, datatype, shape or data; give all four.");
      }
    }
  }

  /** An output that is asked for. */
  public record RequestedOutput(String name, @Nullable Map<String, JsonNode> parameters) {
    public RequestedOutput {
      if (name == null) {
        throw invalid("An entry of 'outputs' lacks its name; give it.");
      }
    }
  }

  /** What is asked. */
  public record InferRequest(
      @Nullable String id,
      @Nullable Map<String, JsonNode> parameters,
      List<Tensor> inputs,
      @Nullable List<RequestedOutput> outputs) {
    public InferRequest {
      if (inputs == null || inputs.isEmpty() || inputs.contains(null)) {
        throw invalid("'inputs' is empty or holds a null; give one tensor for each column.");
      }
      if (outputs != null && outputs.contains(null)) {
        throw invalid("'outputs' holds a null; name each output, or leave them out for all.");
      }
      requireScalars(parameters);
    }
  }

  /**
   * What is answered.
   *
   * @param model_version that answered; left out where rows were answered by different ones
   */
  public record InferResponse(
      String model_name,
      @Nullable String model_version,
      @Nullable String id,
      List<Output> outputs) {}

  /** Values, one a row. */
  public record Output(String name, String datatype, List<Integer> shape, List<?> data) {}

  /** What a model takes and gives. */
  public record Metadata(
      String name,
      List<String> versions,
      String platform,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs) {}

  /** A tensor's form; -1 stands for any number of rows. */
  public record TensorSpec(String name, String datatype, List<Integer> shape) {}

  /** The server itself. */
  public record ServerMetadata(String name, String version, List<String> extensions) {}

  /** Whether a model answers. */
  public record ModelReady(String name, boolean ready) {}

  /** Reads a request; fields that we do not know are a newer client's, and ignored. */
  static InferRequest read(Call call) {
    try {
      InferRequest request =
          Json.lenient().treeToValue(call.body(JsonNode.class), InferRequest.class);
      if (request == null) {
        throw invalid("The request is null; send a JSON object.");
      }
      return request;
    } catch (JsonProcessingException e) {
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof LooplineException own) {
          throw own;
        }
      }
      throw invalid("The request does not fit the protocol: " + e.getOriginalMessage() + ".");
    }
  }

  static void requireScalars(@Nullable Map<String, JsonNode> parameters) {
    if (parameters == null) {
      return;
    }
    parameters.forEach(
        (name, value) -> {
          if (value == null || value.isContainerNode()) {
            throw invalid(
                "Parameter '"
                    + name
                    + "' is no text, number or boolean. Entities' keys are an input tensor named"
                    + " 'keys' with datatype BYTES.");
          }
        });
  }

  static LooplineException invalid(String message) {
    return new LooplineException(ServingError.INPUT_INVALID, message);
  }
}
