package dev.loopline.metadata.imports;

import dev.loopline.metadata.Limits;

/**
 * Something of another server.
 *
 * @param source the other server, always under the same address
 * @param kind what sort of thing it is
 * @param id what it is called there
 */
public record Entry(String source, String kind, String id) {
  public static final String EXPERIMENT = "experiment";
  public static final String RUN = "run";
  public static final String LOGGED_MODEL = "logged-model";
  public static final String MODEL = "model";
  public static final String VERSION = "version";
  public static final String WEBHOOK = "webhook";

  public Entry {
    required("source", source, 500);
    required("kind", kind, 20);
    required("id", id, 600);
  }

  private static void required(String what, String value, int most) {
    if (value.isEmpty()) {
      throw Limits.invalid("Missing value for required parameter '" + what + "'.");
    }
    Limits.text(what, value, most);
  }
}
