package dev.loopline.serving;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of the prediction log.
 *
 * @param position in the endpoint's log: grows strictly, and reading goes on after it
 * @param model {@code product.name} of the versions
 * @param view whose features the values are
 * @param commit that had declared the endpoint when it was asked
 * @param time event time of the product
 * @param rowTime event time of the row that was looked up; null where the caller brought one
 * @param values the features as they were looked up or sent
 * @param row what the model saw of them, in the order of its signature
 * @param served the version whose score the caller got
 */
public record LoggedPrediction(
    long position,
    String id,
    String product,
    String endpoint,
    String model,
    String view,
    String commit,
    String key,
    Instant time,
    @Nullable Instant rowTime,
    Map<String, JsonNode> values,
    float[] row,
    int champion,
    double score,
    @Nullable Integer challenger,
    @Nullable Double challengerScore,
    int served) {
  /** The score that the caller got. */
  public double servedScore() {
    return challengerScore != null && served != champion ? challengerScore : score;
  }
}
