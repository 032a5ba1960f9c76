package dev.loopline.metadata.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One step of a trace.
 *
 * @param id 16 hexadecimal digits
 * @param parentId null for a root
 * @param type such as {@code LLM} or {@code TOOL}; empty where none is known
 * @param status {@code OK}, {@code ERROR} or {@code UNSET}
 * @param endedNs null while it is under way
 * @param inputTokens 0 where it does not tell
 * @param outputTokens 0 where it does not tell
 * @param content the whole span as MLflow writes it into its files of spans: ids in base 64, each
 *     attribute's value as JSON text
 */
public record TraceSpan(
    String id,
    @Nullable String parentId,
    String name,
    String type,
    String status,
    long startedNs,
    @Nullable Long endedNs,
    long inputTokens,
    long outputTokens,
    JsonNode content) {
  private static final long NANOS = 1_000_000;

  public long startedMillis() {
    return startedNs / NANOS;
  }

  public @Nullable Long endedMillis() {
    return endedNs == null ? null : (Long) (endedNs / NANOS);
  }

  /** The JSON text of an attribute; null where it has none. */
  public @Nullable String attribute(String key) {
    JsonNode value = content.path("attributes").path(key);
    return value.isTextual() ? value.asText() : null;
  }
}
