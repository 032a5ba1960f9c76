package dev.loopline.features.internal.spec;

import org.jspecify.annotations.Nullable;

/**
 * A transformation rule: either sets a column to an expression, or requires one to hold.
 *
 * @param set the column
 * @param to what it becomes
 * @param require a row for which this is not true is rejected
 */
public record Rule(
    String name, @Nullable String set, @Nullable String to, @Nullable String require) {}
