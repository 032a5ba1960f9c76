package dev.loopline.stats;

import java.util.Arrays;

/**
 * Counts of a numeric sample in the bins of a baseline; missing values (NaN) have a bin of their
 * own.
 *
 * @param edges ascending inner edges: bin i holds values in (edges[i-1], edges[i]]
 * @param counts one more than edges, and the missing values last
 */
public record Histogram(double[] edges, long[] counts) {
  public Histogram {
    if (counts.length != edges.length + 2) {
      throw new IllegalArgumentException(
          counts.length + " counts do not fit " + edges.length + " edges and the missing");
    }
    edges = edges.clone();
    counts = counts.clone();
  }

  /** Edges at the quantiles of a sample, at most {@code bins - 1}; fewer where values repeat. */
  public static double[] quantileEdges(double[] sample, int bins) {
    double[] sorted = Arrays.stream(sample).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return new double[0];
    }
    double[] edges = new double[bins - 1];
    int n = 0;
    for (int i = 1; i < bins; i++) {
      double edge = sorted[(int) ((long) i * (sorted.length - 1) / bins)];
      // An edge at the largest value would leave nothing above it.
      if ((n == 0 || edge > edges[n - 1]) && edge < sorted[sorted.length - 1]) {
        edges[n++] = edge;
      }
    }
    return Arrays.copyOf(edges, n);
  }

  /** Counts a sample in the given bins. */
  public static Histogram count(double[] sample, double[] edges) {
    long[] counts = new long[edges.length + 2];
    for (double value : sample) {
      counts[bin(value, edges)]++;
    }
    return new Histogram(edges, counts);
  }

  /** The bin of one value, for those that count as values come. */
  public static int bin(double value, double[] edges) {
    if (Double.isNaN(value)) {
      return edges.length + 1;
    }
    int at = Arrays.binarySearch(edges, value);
    return at >= 0 ? at : -at - 1;
  }

  public long total() {
    return Arrays.stream(counts).sum();
  }

  @Override
  public double[] edges() {
    return edges.clone();
  }

  @Override
  public long[] counts() {
    return counts.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Histogram h
        && Arrays.equals(edges, h.edges)
        && Arrays.equals(counts, h.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(edges) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "Histogram" + Arrays.toString(counts) + " at " + Arrays.toString(edges);
  }
}
