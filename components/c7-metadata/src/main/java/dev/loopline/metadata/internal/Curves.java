package dev.loopline.metadata.internal;

import dev.loopline.metadata.Metric;
import dev.loopline.metadata.StepRange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Samples one metric of several runs at common steps. With few points, exactly as MLflow does: the
 * steps of all runs, evenly thinned by their place in the sorted list. With many, evenly by their
 * value, which is the same where steps are consecutive, and costs one seek a sample instead of a
 * read of everything. Each run's first and last step are always among them.
 */
final class Curves {
  private static final long FEW = 50_000;
  private static final String COUNT =
      "select count(*) from (select 1 as one from run_metric"
          + " where run_no = ? and key_no = ? and step between ? and ? limit ?) few";
  private static final String ENDS =
      "select min(step), max(step) from run_metric"
          + " where run_no = ? and key_no = ? and step between ? and ?";
  private static final String STEPS =
      "select distinct step from run_metric"
          + " where run_no = ? and key_no = ? and step between ? and ?";
  private static final String SEEK =
      "select min(step) from run_metric where run_no = ? and key_no = ? and step between ? and ?";
  private static final String POINTS =
      "select step, at, value, is_nan from run_metric"
          + " where run_no = ? and key_no = ? and step = ? order by at, value";

  private final Handle handle;
  private final long key;
  private final String name;

  Curves(Handle handle, long key, String name) {
    this.handle = handle;
    this.key = key;
    this.name = name;
  }

  /** Each run's points at the chosen steps, by step, time and value. */
  Map<String, List<Metric>> sampled(List<RunRef> runs, StepRange range, int most) {
    try {
      Map<RunRef, StepRange> ends = new LinkedHashMap<>();
      long points = 0;
      for (RunRef run : runs) {
        StepRange own = ends(run, range);
        if (own != null) {
          ends.put(run, own);
          points += points > FEW ? 0 : count(run, range);
        }
      }
      TreeSet<Long> steps = points <= FEW ? thinned(runs, range, most) : spaced(ends, range, most);
      ends.values().forEach(own -> steps.addAll(List.of(own.from(), own.to())));
      Map<String, List<Metric>> sampled = new LinkedHashMap<>();
      for (RunRef run : runs) {
        sampled.put(run.id(), points(run, steps));
      }
      return sampled;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable StepRange ends(RunRef run, StepRange range) throws SQLException {
    try (PreparedStatement select = prepare(ENDS, run, range);
        ResultSet rs = select.executeQuery()) {
      rs.next();
      long first = rs.getLong(1);
      return rs.wasNull() ? null : new StepRange(first, rs.getLong(2));
    }
  }

  private long count(RunRef run, StepRange range) throws SQLException {
    try (PreparedStatement select = prepare(COUNT, run, range)) {
      select.setLong(5, FEW + 1);
      try (ResultSet rs = select.executeQuery()) {
        rs.next();
        return rs.getLong(1);
      }
    }
  }

  private TreeSet<Long> thinned(List<RunRef> runs, StepRange range, int most) throws SQLException {
    TreeSet<Long> all = new TreeSet<>();
    for (RunRef run : runs) {
      try (PreparedStatement select = prepare(STEPS, run, range);
          ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          all.add(rs.getLong(1));
        }
      }
    }
    if (all.size() <= most) {
      return all;
    }
    List<Long> sorted = new ArrayList<>(all);
    TreeSet<Long> chosen = new TreeSet<>(List.of(sorted.getLast()));
    for (int i = 0; i < most; i++) {
      chosen.add(sorted.get((int) ((double) i * sorted.size() / most)));
    }
    return chosen;
  }

  private TreeSet<Long> spaced(Map<RunRef, StepRange> ends, StepRange range, int most)
      throws SQLException {
    long from = ends.values().stream().mapToLong(StepRange::from).min().orElse(0);
    long to = ends.values().stream().mapToLong(StepRange::to).max().orElse(0);
    TreeSet<Long> chosen = new TreeSet<>();
    for (RunRef run : ends.keySet()) {
      try (PreparedStatement seek = prepare(SEEK, run, range)) {
        for (int i = 0; i < most; i++) {
          seek.setLong(3, from + (long) ((double) i * ((double) to - from + 1) / most));
          try (ResultSet rs = seek.executeQuery()) {
            rs.next();
            long step = rs.getLong(1);
            if (!rs.wasNull()) {
              chosen.add(step);
            }
          }
        }
      }
    }
    return chosen;
  }

  private List<Metric> points(RunRef run, TreeSet<Long> steps) throws SQLException {
    List<Metric> points = new ArrayList<>();
    try (PreparedStatement select = handle.getConnection().prepareStatement(POINTS)) {
      select.setLong(1, run.no());
      select.setLong(2, key);
      for (long step : steps) {
        select.setLong(3, step);
        try (ResultSet rs = select.executeQuery()) {
          while (rs.next()) {
            points.add(LoggedDao.point(name, rs));
          }
        }
      }
    }
    return points;
  }

  private PreparedStatement prepare(String sql, RunRef run, StepRange range) throws SQLException {
    PreparedStatement statement = handle.getConnection().prepareStatement(sql);
    statement.setLong(1, run.no());
    statement.setLong(2, key);
    statement.setLong(3, range.from());
    statement.setLong(4, range.to());
    return statement;
  }
}
