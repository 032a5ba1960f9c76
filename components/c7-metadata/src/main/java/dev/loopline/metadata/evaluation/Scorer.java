package dev.loopline.metadata.evaluation;

import java.time.Instant;

/**
 * A version of a scorer, which judges what an application answers.
 *
 * @param id of all versions
 * @param serialized as its client wrote it; never executed here
 */
public record Scorer(
    String id,
    long experimentId,
    String name,
    long version,
    String serialized,
    Instant createdAt) {}
