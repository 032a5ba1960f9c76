package dev.loopline.metadata;

import org.jspecify.annotations.Nullable;

/**
 * A dataset that runs of an experiment read, and what for.
 *
 * @param context such as {@code training}; null where the runs did not tell
 */
public record DatasetUse(long experimentId, String name, String digest, @Nullable String context) {}
