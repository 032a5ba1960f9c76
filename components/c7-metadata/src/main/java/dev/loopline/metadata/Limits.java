package dev.loopline.metadata;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * MLflow's limits and names, in one place and in its words; what is beyond them is refused before
 * anything is written. Lengths count characters. Each check is told the parameter's path, such as
 * {@code params[3].key}, which stands in its error.
 */
public final class Limits {
  public static final int KEY = 250;
  public static final int PARAM_VALUE = 6_000;
  public static final int TAG_VALUE = 8_000;
  public static final int EXPERIMENT_NAME = 500;
  public static final int EXPERIMENT_TAG_VALUE = 5_000;
  public static final int BATCH = 1_000;
  public static final int BATCH_METRICS = 1_000;
  public static final int BATCH_PARAMS = 100;
  public static final int BATCH_TAGS = 100;
  public static final int ARTIFACT_LOCATION = 2_000;
  public static final int USER = 256;

  private static final int SHOWN = 200;
  private static final Pattern NAME = Pattern.compile("[/\\p{L}\\p{M}\\p{N}_.\\- :]*");

  private Limits() {}

  /** A name of a metric, parameter or tag, which a client may take for a path. */
  public static void key(String path, String what, String key) {
    if (isPlain(key)) {
      return;
    }
    if (key.isEmpty()) {
      throw invalid("Missing value for required parameter '" + path + "'.");
    }
    if (!NAME.matcher(key).matches()) {
      throw invalidValue(
          path,
          key,
          "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces"
              + " ( ), colon(:) and slashes (/).");
    }
    String resolved = resolved(key);
    if (!resolved.equals(key) || key.equals(".") || key.startsWith("..") || key.startsWith("/")) {
      throw invalidValue(
          path,
          key,
          "Names may be treated as files in certain cases, and must not resolve to other names when"
              + " treated as such. This name would resolve to '"
              + resolved
              + "'");
    }
    length(what, key, KEY);
  }

  /**
   * Whether a name is beyond doubt, as nearly all are: a training loop sends thousands a second.
   */
  private static boolean isPlain(String key) {
    char before = '/';
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean inside = c == '/' || c == '.';
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '_'
              || c == '-'
              || c == ' '
              || c == ':'
              || inside && before != '/';
      if (!plain) {
        return false;
      }
      before = c;
    }
    return before != '/' && key.length() <= KEY;
  }

  private static String resolved(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return parts.isEmpty() ? "." : (path.startsWith("/") ? "/" : "") + String.join("/", parts);
  }

  /** Refuses a text that is too long, or that PostgreSQL could not keep. */
  public static String text(String what, String value, int most) {
    length(what, value, most);
    return plain(what, value);
  }

  /** Cuts a text that is too long, as MLflow does with values of parameters and tags. */
  public static String cut(String what, String value, int most) {
    String kept =
        value.length() > most && value.codePointCount(0, value.length()) > most
            ? value.substring(0, value.offsetByCodePoints(0, most))
            : value;
    return plain(what, kept);
  }

  private static void length(String what, String value, int most) {
    if (value.length() > most && value.codePointCount(0, value.length()) > most) {
      throw invalid("'" + what + "' exceeds the maximum length of " + most + " characters");
    }
  }

  private static String plain(String what, String value) {
    if (value.indexOf('\0') >= 0) {
      throw invalid("'" + what + "' holds a NUL character; leave it out.");
    }
    return value;
  }

  /** MLflow's error for a value that does not fit its parameter. */
  public static LooplineException invalidValue(String path, Object value, String hint) {
    String shown = Json.write(value);
    return invalid(
        "Invalid value "
            + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown)
            + " for parameter '"
            + path
            + "' supplied: "
            + hint);
  }

  public static LooplineException invalid(String message) {
    return new LooplineException(TrackingError.INVALID_PARAMETER_VALUE, message);
  }
}
