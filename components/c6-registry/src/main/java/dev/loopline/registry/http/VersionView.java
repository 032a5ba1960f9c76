package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.registry.Change;
import dev.loopline.registry.Lineage;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version as clients see it.
 *
 * @param servable whether endpoints can serve it; else what training tells of one is absent
 * @param decision REQUESTED, PROMOTED or REJECTED; absent before
 */
public record VersionView(
    String product,
    String model,
    int version,
    String stage,
    List<String> aliases,
    Map<String, String> tags,
    @Nullable String description,
    String source,
    String run,
    Instant createdAt,
    Instant updatedAt,
    String createdBy,
    @Nullable String decision,
    boolean servable,
    @Nullable Map<String, Double> metrics,
    @Nullable Map<String, JsonNode> parameters,
    @Nullable Signature signature,
    @Nullable String digest,
    @Nullable Map<String, String> files,
    @Nullable String commit,
    @Nullable Long snapshot,
    @Nullable Lineage lineage,
    List<Change> history) {
  static VersionView of(ModelVersion v, List<Change> history) {
    NewVersion content = v.document();
    Lineage lineage = content == null ? null : content.lineage();
    return new VersionView(
        v.product(),
        v.model(),
        v.version(),
        v.stage().name(),
        v.aliases(),
        new TreeMap<>(v.tags()),
        v.description(),
        v.origin().source(),
        v.origin().runId(),
        v.createdAt(),
        v.updatedAt(),
        v.createdBy(),
        v.decision() == null ? null : v.decision().name(),
        content != null,
        content == null ? null : content.metrics(),
        content == null ? null : content.parameters(),
        content == null ? null : content.signature(),
        content == null ? null : String.valueOf(content.files().get(NewVersion.ONNX)),
        content == null ? null : files(content),
        lineage == null ? null : lineage.commit(),
        lineage == null ? null : lineage.snapshot(),
        lineage,
        history);
  }

  private static Map<String, String> files(NewVersion content) {
    Map<String, String> files = new TreeMap<>();
    content.files().forEach((name, digest) -> files.put(name, digest.toString()));
    return files;
  }
}
