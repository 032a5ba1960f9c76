package dev.loopline.serving.internal;

import java.util.List;

/** Rows as a tensor holds them: one after the other. */
final class Rows {
  private Rows() {}

  static float[] flat(List<float[]> rows) {
    int width = rows.getFirst().length;
    float[] flat = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, flat, i * width, width);
    }
    return flat;
  }
}
