package dev.loopline.registry.internal;

/** A version by its model's row and its number. */
record VersionKey(long model, int version) {}
