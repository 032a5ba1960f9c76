package dev.loopline.training.internal;

import java.util.Arrays;

/** Encoded rows and their labels, rows one after the other. */
record Rows(float[] data, int width, float[] labels) {
  int count() {
    return labels.length;
  }

  boolean[] positive() {
    boolean[] positive = new boolean[labels.length];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = labels[i] > 0;
    }
    return positive;
  }

  float[] row(int i) {
    return Arrays.copyOfRange(data, i * width, (i + 1) * width);
  }

  /** The share of positives: the booster's starting point. */
  double share() {
    double sum = 0;
    for (float label : labels) {
      sum += label;
    }
    return sum / labels.length;
  }
}
