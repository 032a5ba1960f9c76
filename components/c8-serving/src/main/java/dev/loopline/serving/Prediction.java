package dev.loopline.serving;

/**
 * An answer.
 *
 * @param id names the logged prediction, for labels and traces
 * @param score probability of the positive class
 * @param version that answered
 */
public record Prediction(String id, String key, double score, int version) {}
