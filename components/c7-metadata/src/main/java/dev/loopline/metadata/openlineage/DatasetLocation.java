package dev.loopline.metadata.openlineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a dataset lies. MLflow's clients write it as a URI, OpenLineage's as a namespace and a
 * name; equal locations are the same place, however each spelled it. What is no URI has no
 * location: two tables of one name are not one table.
 *
 * @param scheme one for each store, such as s3 also for s3a
 * @param authority bucket, host or container; empty for files
 * @param path without slashes around it; else as it was told, for stores tell letters apart
 */
public record DatasetLocation(String scheme, String authority, String path) {
  /** Two letters at least: one alone is a drive of Windows. */
  private static final Pattern URI =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(?://([^/]*))?(?:/(.*))?", Pattern.DOTALL);

  /** Other names of one store. */
  private static final Map<String, String> STORES =
      Map.of("s3a", "s3", "s3n", "s3", "gcs", "gs", "abfs", "abfss", "wasb", "wasbs");

  /** Members of a source's JSON that hold its URI, by the kinds of source of MLflow's clients. */
  private static final List<String> MEMBERS = List.of("uri", "url", "path");

  private static final String FILES = "file";

  /** Of the source of a dataset of MLflow's: a URI, or JSON that holds one. */
  public static Optional<DatasetLocation> ofSource(String source) {
    String text = source.strip();
    return text.startsWith("{")
        ? members(text).map(DatasetLocation::ofUri).flatMap(Optional::stream).findFirst()
        : ofUri(text);
  }

  /** Of a dataset of OpenLineage. */
  public static Optional<DatasetLocation> of(String namespace, String name) {
    if (namespace.equals(FILES)) {
      return ofUri(FILES + ":///" + name);
    }
    return namespace.contains("://") ? ofUri(namespace + "/" + name) : Optional.empty();
  }

  private static Stream<String> members(String json) {
    try {
      JsonNode source = Json.parse(json);
      return MEMBERS.stream().map(source::path).filter(JsonNode::isTextual).map(JsonNode::asText);
    } catch (LooplineException e) {
      // MLflow takes any text for a source; what only looks like JSON names no place.
      return Stream.of();
    }
  }

  private static Optional<DatasetLocation> ofUri(String uri) {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String authority = Optional.ofNullable(parts.group(2)).orElse("").toLowerCase(Locale.ROOT);
    String path = Optional.ofNullable(parts.group(3)).orElse("").replaceAll("^/+|/+$", "");
    boolean isLocal = scheme.equals(FILES) && authority.equals("localhost");
    return authority.isEmpty() && path.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DatasetLocation(
                STORES.getOrDefault(scheme, scheme), isLocal ? "" : authority, path));
  }

  /** The same for equal locations, however long they are. */
  public String key() {
    return Digest.of(toString().getBytes(StandardCharsets.UTF_8)).hex();
  }

  @Override
  public String toString() {
    return scheme + "://" + authority + "/" + path;
  }
}
