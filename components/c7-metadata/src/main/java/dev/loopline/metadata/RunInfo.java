package dev.loopline.metadata;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run without what it logged.
 *
 * @param id 32 hexadecimal digits
 * @param artifactUri the folder of its files
 */
public record RunInfo(
    String id,
    long experimentId,
    String name,
    String user,
    RunStatus status,
    Lifecycle lifecycle,
    Instant startedAt,
    @Nullable Instant endedAt,
    String artifactUri) {}
