package dev.loopline.features;

import dev.loopline.kernel.artifacts.Digest;
import java.time.Instant;

/**
 * A revision of a raw source.
 *
 * @param revision from 1, growing with each upload of other bytes
 * @param size in bytes
 */
public record RawFile(
    String product,
    String source,
    long revision,
    String name,
    Digest digest,
    long size,
    Instant uploadedAt,
    String uploadedBy) {}
