package dev.loopline.metadata;

import org.jspecify.annotations.Nullable;

/**
 * A version of data that runs read, as MLflow describes it; one per experiment, name and digest.
 *
 * @param digest of its content
 * @param source where it lies, as JSON of the source's type
 * @param schema null where none was told
 * @param profile null where none was told
 */
public record Dataset(
    String name,
    String digest,
    String sourceType,
    String source,
    @Nullable String schema,
    @Nullable String profile) {
  public Dataset {
    required("name", name, 500);
    required("digest", digest, 36);
    required("source_type", sourceType, 36);
    required("source", source, 65_535);
    optional("schema", schema, 1_048_575);
    optional("profile", profile, 16_777_215);
  }

  private static void required(String what, String value, int most) {
    if (value.isEmpty()) {
      throw Limits.invalid("Missing value for required parameter 'dataset." + what + "'.");
    }
    optional(what, value, most);
  }

  private static void optional(String what, @Nullable String value, int most) {
    if (value != null) {
      Limits.text(what, value, most);
    }
  }
}
