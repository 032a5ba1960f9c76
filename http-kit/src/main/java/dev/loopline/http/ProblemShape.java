package dev.loopline.http;

import dev.loopline.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a protocol writes its errors. */
public interface ProblemShape {
  /** RFC 9457: {@code application/problem+json} with type, title, status, detail and our code. */
  ProblemShape RFC_9457 =
      new ProblemShape() {
        @Override
        public String mediaType() {
          return "application/problem+json";
        }

        @Override
        public byte[] body(Problem problem) {
          Map<String, Object> body = new LinkedHashMap<>();
          body.put(
              "type", "urn:loopline:problem:" + problem.code().toLowerCase(java.util.Locale.ROOT));
          body.put("title", Statuses.title(problem.status()));
          body.put("status", problem.status());
          body.put("detail", problem.detail());
          body.put("code", problem.code());
          problem.details().forEach(body::putIfAbsent);
          return Json.write(body).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
      };

  String mediaType();

  byte[] body(Problem problem);
}
