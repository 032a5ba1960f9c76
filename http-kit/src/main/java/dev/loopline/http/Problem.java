package dev.loopline.http;

import java.util.Map;

/**
 * What went wrong, before it is written in some protocol's shape.
 *
 * @param code the stable name that clients match on
 * @param details further members, such as a list of violations
 */
public record Problem(int status, String code, String detail, Map<String, Object> details) {
  public Problem {
    details = Map.copyOf(details);
  }
}
