package dev.loopline.training.internal;

import java.util.Arrays;

/** Encoded rows, one after the other, their labels and how much each counts. */
record Rows(float[] data, int width, float[] labels, float[] weights) {
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
    double positives = 0;
    double all = 0;
    for (int i = 0; i < labels.length; i++) {
      positives += weights[i] * labels[i];
      all += weights[i];
    }
    return positives / all;
  }
}
