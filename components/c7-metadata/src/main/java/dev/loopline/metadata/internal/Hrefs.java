package dev.loopline.metadata.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Parts of addresses. */
final class Hrefs {
  private Hrefs() {}

  /** A text as one part of a path, or a value of a query. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
