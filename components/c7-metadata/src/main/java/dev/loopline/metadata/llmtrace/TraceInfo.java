package dev.loopline.metadata.llmtrace;

import dev.loopline.metadata.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trace without its spans.
 *
 * @param id {@code tr-} and 32 hexadecimal digits, or whatever its client calls it
 * @param duration null while it is under way
 */
public record TraceInfo(
    String id,
    long experimentId,
    Instant requestedAt,
    @Nullable Duration duration,
    TraceState state,
    @Nullable String clientRequestId,
    @Nullable String requestPreview,
    @Nullable String responsePreview,
    Map<String, String> metadata,
    Map<String, String> tags,
    List<Assessment> assessments) {
  /** The tag that says where the spans are; clients upload them themselves without it. */
  public static final String SPANS_LOCATION = "mlflow.trace.spansLocation";

  /** {@link #SPANS_LOCATION} of traces whose spans are in this store. */
  public static final String IN_STORE = "TRACKING_STORE";

  public static final String ARTIFACT_LOCATION = "mlflow.artifactLocation";
  public static final String NAME = "mlflow.traceName";
  public static final String SOURCE_RUN = "mlflow.sourceRun";
  public static final String TOKEN_USAGE = "mlflow.trace.tokenUsage";
  public static final String SIZE_STATS = "mlflow.trace.sizeStats";

  /** Of its tags, and of its metadata. */
  public static final int MOST = 1_000;

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final int PREVIEW = 10_000;

  public TraceInfo {
    if (id.isEmpty()) {
      throw Limits.invalid("Missing value for required parameter 'trace_id'.");
    }
    Limits.text("trace_id", id, 50);
    if (clientRequestId != null) {
      Limits.text("client_request_id", clientRequestId, 250);
    }
    bounded("request_time", requestedAt);
    requestPreview =
        requestPreview == null ? null : Limits.cut("request_preview", requestPreview, PREVIEW);
    responsePreview =
        responsePreview == null ? null : Limits.cut("response_preview", responsePreview, PREVIEW);
    metadata = checked(metadata);
    tags = checked(tags);
    assessments = List.copyOf(assessments);
  }

  /** Keys and values within the limits; values that are too long are cut, as MLflow does. */
  public static Map<String, String> checked(Map<String, String> pairs) {
    Map<String, String> checked = new LinkedHashMap<>();
    pairs.forEach(
        (key, value) ->
            checked.put(
                Limits.text("key", key, Limits.KEY), Limits.cut("value", value, Limits.TAG_VALUE)));
    return Map.copyOf(checked);
  }

  /** A moment between which and any other there is a length of time that fits a column. */
  public static Instant bounded(String what, Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw Limits.invalid("'" + what + "' is out of range; the years 1 to 9999 are kept.");
    }
    return instant;
  }

  /** Whether the spans are in this store. */
  public boolean hasSpansInStore() {
    return IN_STORE.equals(tags.get(SPANS_LOCATION));
  }
}
