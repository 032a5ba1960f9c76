package dev.loopline.delivery;

import java.time.Instant;

/** A delivered artifact of a product; versions count from 1. */
public record ArtifactView(
    String product, int version, String commit, String digest, long size, Instant deliveredAt) {}
