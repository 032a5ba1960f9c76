package dev.loopline.metadata.http;

import dev.loopline.http.Problem;
import dev.loopline.http.ProblemShape;
import dev.loopline.kernel.json.Json;

/** MLflow's error shape: {@code error_code} and {@code message}. */
final class MlflowProblems implements ProblemShape {
  @Override
  public String mediaType() {
    return "application/json";
  }

  @Override
  public byte[] body(Problem problem) {
    String code =
        switch (problem.code()) {
          case "RESOURCE_ALREADY_EXISTS", "RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE" ->
              problem.code();
          default -> byStatus(problem.status());
        };
    return Json.bytes(Json.object().put("error_code", code).put("message", problem.detail()));
  }

  private static String byStatus(int status) {
    return switch (status) {
      case 400, 413, 415 -> "INVALID_PARAMETER_VALUE";
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
