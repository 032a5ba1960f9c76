package dev.loopline.kernel.search;

/** One key of an order. Things without the field come last in both directions. */
public record Order(Field field, boolean descending) {}
