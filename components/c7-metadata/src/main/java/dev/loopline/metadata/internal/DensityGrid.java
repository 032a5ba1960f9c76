package dev.loopline.metadata.internal;

import dev.loopline.metadata.RunSurvey.Cell;
import dev.loopline.metadata.RunSurvey.Density;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts points in a grid of start and value. */
final class DensityGrid {
  private static final int COLUMNS = 120;
  private static final int ROWS = 12;

  /** All but this share of the points, the worst, lie above the grid's lower edge. */
  private static final double CUT = 0.01;

  private DensityGrid() {}

  record Point(long startedAt, double value) {}

  static Density of(List<Point> points) {
    if (points.isEmpty()) {
      return new Density(0, null, null, 0, 0, COLUMNS, ROWS, List.of());
    }
    double[] sorted = points.stream().mapToDouble(Point::value).sorted().toArray();
    double lowest = sorted[(int) (sorted.length * CUT)];
    double highest = sorted[sorted.length - 1];
    long from = points.stream().mapToLong(Point::startedAt).min().orElseThrow();
    long to = points.stream().mapToLong(Point::startedAt).max().orElseThrow();
    Map<Integer, Long> counts = new TreeMap<>();
    for (Point point : points) {
      int column = cell(point.startedAt(), from, to, COLUMNS);
      int row = cell(point.value(), lowest, highest, ROWS);
      counts.merge(column * ROWS + row, 1L, Long::sum);
    }
    List<Cell> cells = new ArrayList<>();
    counts.forEach((cell, runs) -> cells.add(new Cell(cell / ROWS, cell % ROWS, runs)));
    return new Density(
        points.size(),
        Instant.ofEpochMilli(from),
        Instant.ofEpochMilli(to),
        lowest,
        highest,
        COLUMNS,
        ROWS,
        cells);
  }

  /** Halves keep the distance of the largest numbers finite. */
  private static int cell(double value, double from, double to, int cells) {
    double length = to / 2 - from / 2;
    double share = length > 0 ? (value / 2 - from / 2) / length : 0;
    return (int) Math.max(0, Math.min(cells - 1, Math.floor(share * cells)));
  }
}
