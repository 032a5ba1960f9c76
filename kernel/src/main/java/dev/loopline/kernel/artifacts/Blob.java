package dev.loopline.kernel.artifacts;

/**
 * A stored blob.
 *
 * @param size in bytes
 */
public record Blob(Digest digest, long size) {}
