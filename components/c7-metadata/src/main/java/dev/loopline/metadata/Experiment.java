package dev.loopline.metadata;

import java.time.Instant;

/** A named group of runs. */
public record Experiment(
    long id, String name, Lifecycle lifecycle, Instant createdAt, Instant updatedAt) {}
