package dev.loopline.kernel.artifacts;

import java.time.Instant;

/**
 * A blob as the store lists it.
 *
 * @param storedAt when it was stored last, on the store's clock
 */
public record StoredBlob(Digest digest, long size, Instant storedAt) {}
