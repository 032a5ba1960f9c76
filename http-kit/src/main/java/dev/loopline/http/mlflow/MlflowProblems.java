package dev.loopline.http.mlflow;

import dev.loopline.http.Problem;
import dev.loopline.http.ProblemShape;
import dev.loopline.kernel.json.Json;
import java.util.Set;

/** MLflow's error shape: {@code error_code} and {@code message}. */
final class MlflowProblems implements ProblemShape {
  /** Codes that its clients know, and that components use by the same name. */
  private static final Set<String> KNOWN =
      Set.of(
          "BAD_REQUEST",
          "INVALID_PARAMETER_VALUE",
          "INVALID_STATE",
          "RESOURCE_ALREADY_EXISTS",
          "RESOURCE_DOES_NOT_EXIST",
          "RESOURCE_CONFLICT",
          "ALREADY_EXISTS",
          "ENDPOINT_NOT_FOUND",
          "NOT_IMPLEMENTED");

  @Override
  public String mediaType() {
    return "application/json";
  }

  @Override
  public byte[] body(Problem problem) {
    String code =
        KNOWN.contains(problem.code()) ? problem.code() : MlflowProblems.of(problem.status());
    // The client looks for this exact text where a path was refused.
    String message = problem.code().equals("INVALID_PATH") ? "Invalid path" : problem.detail();
    return Json.bytes(Json.object().put("error_code", code).put("message", message));
  }

  private static String of(int status) {
    return switch (status) {
      case 400, 413, 415, 422 -> "INVALID_PARAMETER_VALUE";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "RESOURCE_DOES_NOT_EXIST";
      case 409 -> "RESOURCE_CONFLICT";
      case 429 -> "REQUEST_LIMIT_EXCEEDED";
      case 501 -> "NOT_IMPLEMENTED";
      case 503 -> "TEMPORARILY_UNAVAILABLE";
      default -> "INTERNAL_ERROR";
    };
  }
}
