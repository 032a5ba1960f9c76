package dev.loopline.features.internal.spec;

import dev.loopline.features.Feature;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A declared view.
 *
 * @param entity of its source
 * @param features what its SQL gives beside entity and event time
 * @param definition a digest of all that its values follow from: source, rules and SQL
 * @param commit that gave it this definition
 */
public record ViewSpec(
    String name,
    String source,
    String entity,
    String sql,
    List<Feature> features,
    String definition,
    String commit) {
  public ViewSpec {
    features = List.copyOf(features);
  }

  public static ViewSpec of(
      String name, SourceSpec source, String sql, List<Feature> features, String commit) {
    return new ViewSpec(
        name, source.name(), source.entity(), sql, features, digest(source, sql), commit);
  }

  public ViewSpec withCommit(String former) {
    return new ViewSpec(name, source, entity, sql, features, definition, former);
  }

  private static String digest(SourceSpec source, String sql) {
    String form = Json.write(source.withoutFile()) + "\n" + sql;
    return Digest.of(form.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
  }
}
