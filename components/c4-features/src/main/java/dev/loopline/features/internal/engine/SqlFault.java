package dev.loopline.features.internal.engine;

/**
 * What is wrong with a piece of declared SQL.
 *
 * @param offset of the fault in the text, in characters; -1 where it is not known
 */
public record SqlFault(int offset, String message) {}
