package dev.loopline.kernel.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses of things that were found. */
public final class Hrefs {
  private Hrefs() {}

  /** A place of a product, such as {@code /products/hotel/runs/4c1f}. */
  public static String of(String product, String... parts) {
    StringBuilder href = new StringBuilder("/products/").append(encoded(product));
    for (String part : parts) {
      href.append('/').append(encoded(part));
    }
    return href.toString();
  }

  /** A text as one part of a path, or a value of a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
