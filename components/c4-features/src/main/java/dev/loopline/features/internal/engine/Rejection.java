package dev.loopline.features.internal.engine;

/**
 * A row that a rule refused.
 *
 * @param at event time in microseconds since 1970
 * @param reason the rule's name
 */
public record Rejection(String key, long at, String reason) {}
