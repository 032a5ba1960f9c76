package dev.loopline.metadata;

import dev.loopline.kernel.artifacts.Digest;

/**
 * A file that a run logged.
 *
 * @param path from the run's artifact root
 * @param size in bytes
 */
public record RunArtifact(String path, Digest digest, long size) {}
