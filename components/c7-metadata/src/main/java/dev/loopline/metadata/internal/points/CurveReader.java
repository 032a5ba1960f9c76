package dev.loopline.metadata.internal.points;

import dev.loopline.metadata.StepRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Reads one curve in its order, within one snapshot. Of steps that are asked for in ascending order
 * each stretch is read once.
 */
public final class CurveReader implements AutoCloseable {
  private static final String OF = "from run_curve where run_no = ? and key_no = ? and first_step ";
  private static final String FORWARD = " order by first_step, first_at, first_rank ";
  private static final String BACK =
      " order by first_step desc, first_at desc, first_rank desc limit 1";

  private final PreparedStatement before;
  private final PreparedStatement within;
  private final PreparedStatement next;
  private final PreparedStatement upTo;
  private final PreparedStatement count;
  private List<Point> stretch = List.of();

  public CurveReader(Connection connection, long run, long key) throws SQLException {
    before = prepared(connection, "select points " + OF + "< ?" + BACK, run, key);
    within = prepared(connection, "select points " + OF + "between ? and ?" + FORWARD, run, key);
    next = prepared(connection, "select points " + OF + ">= ?" + FORWARD + "limit 1", run, key);
    upTo = prepared(connection, "select points " + OF + "<= ?" + BACK, run, key);
    count =
        prepared(
            connection,
            "select count(*) from (select 1 as one " + OF + "between ? and ? limit ?) few",
            run,
            key);
  }

  private static PreparedStatement prepared(Connection connection, String sql, long run, long key)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setLong(1, run);
    statement.setLong(2, key);
    return statement;
  }

  /** How many points are in a range at most, counted up to a limit and some more. */
  public long countAtMost(StepRange range, long limit) throws SQLException {
    count.setLong(3, range.from());
    count.setLong(4, range.to());
    count.setLong(5, limit / CurveWriter.MOST + 1);
    try (ResultSet rs = count.executeQuery()) {
      rs.next();
      // One more: the range may begin inside a stretch.
      return (rs.getLong(1) + 1) * CurveWriter.MOST;
    }
  }

  /** Hands on all points with a step in a range. */
  public void each(StepRange range, Consumer<Point> take) throws SQLException {
    before.setLong(3, range.from());
    hand(before, range, take);
    within.setLong(3, range.from());
    within.setLong(4, range.to());
    hand(within, range, take);
  }

  private static void hand(PreparedStatement select, StepRange range, Consumer<Point> take)
      throws SQLException {
    try (ResultSet rs = select.executeQuery()) {
      while (rs.next()) {
        for (Point point : PackedPoints.unpack(rs.getBytes(1))) {
          if (range.holds(point.step())) {
            take.accept(point);
          }
        }
      }
    }
  }

  /** The last step of a range that has a point. */
  public OptionalLong last(StepRange range) throws SQLException {
    upTo.setLong(3, range.to());
    try (ResultSet rs = upTo.executeQuery()) {
      return rs.next()
          ? PackedPoints.unpack(rs.getBytes(1)).stream()
              .mapToLong(Point::step)
              .filter(range::holds)
              .max()
          : OptionalLong.empty();
    }
  }

  /** The first step of a range that has a point. */
  public OptionalLong first(StepRange range) throws SQLException {
    long from = range.from();
    if (!isInside(from)) {
      stretch = read(before, from);
      if (stretch.isEmpty() || stretch.getLast().step() < from) {
        stretch = read(next, from);
      }
    }
    return stretch.stream()
        .mapToLong(Point::step)
        .filter(step -> step >= from)
        .limit(1)
        .filter(step -> step <= range.to())
        .findFirst();
  }

  /** All points of a step. */
  public List<Point> at(long step) throws SQLException {
    List<Point> points = new ArrayList<>();
    if (isInside(step) && stretch.getLast().step() > step) {
      stretch.stream().filter(point -> point.step() == step).forEach(points::add);
    } else {
      each(new StepRange(step, step), points::add);
    }
    return points;
  }

  /** Whether the stretch that was read last begins before a step and goes to it or beyond. */
  private boolean isInside(long step) {
    return !stretch.isEmpty()
        && stretch.getFirst().step() < step
        && stretch.getLast().step() >= step;
  }

  private static List<Point> read(PreparedStatement select, long step) throws SQLException {
    select.setLong(3, step);
    try (ResultSet rs = select.executeQuery()) {
      return rs.next() ? PackedPoints.unpack(rs.getBytes(1)) : List.of();
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : List.of(before, within, next, upTo, count)) {
      statement.close();
    }
  }
}
