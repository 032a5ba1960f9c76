package dev.loopline.monitoring.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of an endpoint's prediction log.
 *
 * @param position its place in the log: grows strictly, and is never reused
 * @param values the features by name, for models that see them otherwise
 * @param features as the champion saw them, in the order of its signature
 * @param challengerScore the shadow's score, where one ran
 */
public record ScoredPrediction(
    long position,
    String id,
    String key,
    Instant time,
    Map<String, JsonNode> values,
    float[] features,
    String champion,
    double score,
    @Nullable String challenger,
    @Nullable Double challengerScore) {}
