package dev.loopline.monitoring.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of an endpoint's prediction log.
 *
 * @param position its place in the log: grows strictly, and is never reused
 * @param features as the model saw them, in the order of its signature
 * @param challengerScore the shadow's score, where one ran
 */
public record ScoredPrediction(
    long position,
    String id,
    String key,
    Instant time,
    float[] features,
    String champion,
    double score,
    @Nullable String challenger,
    @Nullable Double challengerScore) {}
