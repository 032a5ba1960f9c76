package dev.loopline.monitoring.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of an endpoint's prediction log.
 *
 * @param position its place in the log: grows strictly, and is never reused
 * @param time when it was made, in event time
 * @param rowTime event time of the row that was scored, which may be long before; the prediction's
 *     own where the caller brought the row
 * @param values the features by name, for models that see them otherwise
 * @param features as the champion saw them, in the order of its signature
 * @param score the champion's
 * @param challengerScore the challenger's, where it scored the row
 * @param servedScore the one that the caller got, which may be the challenger's
 */
public record ScoredPrediction(
    long position,
    String id,
    String key,
    Instant time,
    Instant rowTime,
    Map<String, JsonNode> values,
    float[] features,
    String champion,
    double score,
    @Nullable String challenger,
    @Nullable Double challengerScore,
    double servedScore) {}
