package dev.loopline.metadata.internal.points;

import dev.loopline.kernel.db.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts points into one curve. A curve is kept as stretches that do not overlap, each a row under
 * its first point, as the leaves of a tree: so a point costs the same however long the curve is,
 * and one that is there already changes nothing.
 */
final class CurveWriter {
  /** Points of a stretch at most. */
  static final int MOST = 512;

  private static final String KEY = "run_no = ? and key_no = ?";
  private static final String FIRST = "(first_step, first_at, first_rank)";
  private static final String ORDER = "first_step, first_at, first_rank";
  private static final String AT_OR_BEFORE =
      "select points from run_curve where %s and %s <= (?, ?, ?) order by %s limit 1"
          .formatted(KEY, FIRST, ORDER.replace(",", " desc,") + " desc");
  private static final String AFTER =
      "select points from run_curve where %s and %s > (?, ?, ?) order by %s limit 1"
          .formatted(KEY, FIRST, ORDER);
  private static final String BEGINNING_AFTER =
      "select %s from run_curve where %s and %s > (?, ?, ?) order by %s limit 1"
          .formatted(ORDER, KEY, FIRST, ORDER);
  private static final String DELETE =
      "delete from run_curve where "
          + KEY
          + " and first_step = ? and first_at = ? and first_rank = ?";
  private static final String PUT =
      """
      insert into run_curve (run_no, key_no, first_step, first_at, first_rank, points)
      values (?, ?, ?, ?, ?, ?)
      on conflict (run_no, key_no, first_step, first_at, first_rank)
      do update set points = excluded.points
      """;

  private final Tx tx;
  private final long run;
  private final long key;

  CurveWriter(Tx tx, long run, long key) {
    this.tx = tx;
    this.run = run;
    this.key = key;
  }

  /**
   * Adds points.
   *
   * @param sorted in their order; the same may come more than once
   */
  void add(List<Point> sorted) throws SQLException {
    int from = 0;
    while (from < sorted.size()) {
      Point first = sorted.get(from);
      List<Point> stretch = stretch(AT_OR_BEFORE, first);
      if (stretch == null) {
        // What comes before the whole curve is put in front of its first stretch.
        stretch = stretch(AFTER, first);
      }
      int to = stretch == null ? sorted.size() : until(sorted, from, stretch.getFirst());
      merge(stretch, sorted.subList(from, to));
      from = to;
    }
  }

  /** Where the points end that belong to the stretch that begins with a point, or to none yet. */
  private int until(List<Point> sorted, int from, Point beginning) throws SQLException {
    Point first = sorted.get(from);
    Point next = beginningAfter(first.compareTo(beginning) < 0 ? beginning : first);
    int to = from + 1;
    while (to < sorted.size() && (next == null || sorted.get(to).compareTo(next) < 0)) {
      to++;
    }
    return to;
  }

  private void merge(@Nullable List<Point> old, List<Point> added) throws SQLException {
    if (old == null) {
      put(full(merged(List.of(), added)));
      return;
    }
    if (old.getLast().compareTo(added.getFirst()) < 0) {
      put(full(merged(old.size() < MOST ? old : List.of(), added)));
      return;
    }
    List<Point> all = merged(old, added);
    if (all.size() == old.size()) {
      return;
    }
    if (!all.getFirst().equals(old.getFirst())) {
      bind(tx.prepared(DELETE), old.getFirst()).executeUpdate();
    }
    put(even(all));
  }

  /** The points of two sorted lists in their order, each once. */
  private static List<Point> merged(List<Point> a, List<Point> b) {
    List<Point> merged = new ArrayList<>(a.size() + b.size());
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      boolean ofA = j == b.size() || i < a.size() && a.get(i).compareTo(b.get(j)) <= 0;
      Point next = ofA ? a.get(i++) : b.get(j++);
      if (merged.isEmpty() || merged.getLast().compareTo(next) != 0) {
        merged.add(next);
      }
    }
    return merged;
  }

  /** What is appended fills one stretch after the other: more will follow. */
  private static List<List<Point>> full(List<Point> points) {
    List<List<Point>> stretches = new ArrayList<>();
    for (int from = 0; from < points.size(); from += MOST) {
      stretches.add(points.subList(from, Math.min(from + MOST, points.size())));
    }
    return stretches;
  }

  /** What is put in between leaves room for more. */
  private static List<List<Point>> even(List<Point> points) {
    int parts = (points.size() + MOST - 1) / MOST;
    List<List<Point>> stretches = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) points.size() * i / parts);
      int to = (int) ((long) points.size() * (i + 1) / parts);
      stretches.add(points.subList(from, to));
    }
    return stretches;
  }

  private void put(List<List<Point>> stretches) throws SQLException {
    for (List<Point> stretch : stretches) {
      PreparedStatement put = bind(tx.prepared(PUT), stretch.getFirst());
      put.setBytes(6, PackedPoints.pack(stretch));
      put.executeUpdate();
    }
  }

  private @Nullable List<Point> stretch(String sql, Point from) throws SQLException {
    try (ResultSet rs = bind(tx.prepared(sql), from).executeQuery()) {
      return rs.next() ? PackedPoints.unpack(rs.getBytes(1)) : null;
    }
  }

  private @Nullable Point beginningAfter(Point point) throws SQLException {
    try (ResultSet rs = bind(tx.prepared(BEGINNING_AFTER), point).executeQuery()) {
      return rs.next() ? Point.ranked(rs.getLong(1), rs.getLong(2), rs.getLong(3)) : null;
    }
  }

  private PreparedStatement bind(PreparedStatement statement, Point point) throws SQLException {
    statement.setLong(1, run);
    statement.setLong(2, key);
    statement.setLong(3, point.step());
    statement.setLong(4, point.at());
    statement.setLong(5, point.rank());
    return statement;
  }
}
