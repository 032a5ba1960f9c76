package dev.loopline.monitoring;

/** What became of a batch of labels: new ones, ones known already, and changed values. */
public record LabelReceipt(int recorded, int unchanged, int corrected) {}
