package dev.loopline.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param floor what stands under it, measured in the same run, in the same unit
 * @param ratio value / floor
 * @param goal what must hold, in words
 */
public record Figure(
    String name,
    double value,
    String unit,
    @Nullable Double floor,
    @Nullable Double ratio,
    String goal,
    boolean met) {}
