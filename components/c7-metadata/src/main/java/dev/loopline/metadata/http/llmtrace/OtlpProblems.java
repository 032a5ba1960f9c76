package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Problem;
import dev.loopline.http.ProblemShape;
import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;
import dev.loopline.kernel.json.Json;

/** How MLflow's endpoint for OpenTelemetry says no: {@code {"detail": …}}. */
final class OtlpProblems implements ProblemShape {
  @Override
  public String mediaType() {
    return "application/json";
  }

  @Override
  public byte[] body(Problem problem) {
    ObjectNode body = Json.object();
    if (problem.code().equals(OtlpError.MISSING_HEADER.name())) {
      ObjectNode detail =
          body.putArray("detail").addObject().put("type", "missing").put("msg", problem.detail());
      detail.putArray("loc").add("header").add(OtlpRoutes.EXPERIMENT);
    } else {
      body.put("detail", problem.detail());
    }
    return Json.bytes(body);
  }

  /** The endpoint's own ways of refusing a request. */
  enum OtlpError implements ErrorCode {
    MISSING_HEADER(Category.UNPROCESSABLE),
    INVALID_BODY(Category.INVALID),
    NOT_STORED(Category.UNPROCESSABLE);

    private final Category category;

    OtlpError(Category category) {
      this.category = category;
    }

    @Override
    public Category category() {
      return category;
    }
  }
}
