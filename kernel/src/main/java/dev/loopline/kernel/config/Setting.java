package dev.loopline.kernel.config;

import java.util.function.Function;

/**
 * One documented key of the configuration.
 *
 * @param key dotted, lower case, such as {@code server.port}
 * @param fallback the default, as it would be written
 * @param doc one sentence for the reference page
 * @param parse reads the text; throws {@link IllegalArgumentException} with the fact
 */
public record Setting<T>(String key, String fallback, String doc, Function<String, T> parse) {

  public static Setting<String> text(String key, String fallback, String doc) {
    return new Setting<>(key, fallback, doc, Function.identity());
  }

  public static Setting<Integer> integer(String key, int fallback, int min, int max, String doc) {
    return new Setting<>(
        key,
        Integer.toString(fallback),
        doc,
        text -> {
          try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
              return value;
            }
          } catch (NumberFormatException e) {
            // Falls through to the one message for all that is not such a number.
          }
          throw new IllegalArgumentException("a whole number from " + min + " to " + max);
        });
  }

  public static Setting<Boolean> flag(String key, boolean fallback, String doc) {
    return new Setting<>(
        key,
        Boolean.toString(fallback),
        doc,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("true or false");
            });
  }

  /** The environment variable that sets it: {@code LOOPLINE_SERVER_PORT}. */
  public String variable() {
    return "LOOPLINE_" + key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
