package dev.loopline.metadata;

import java.time.Instant;

/** Where a page of runs ends: newest first, ties by id. */
public record RunCursor(Instant startedAt, String id) {}
