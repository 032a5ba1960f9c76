package dev.loopline.metadata.internal;

import dev.loopline.metadata.Metric;
import dev.loopline.metadata.StepRange;
import dev.loopline.metadata.internal.points.CurveReader;
import dev.loopline.metadata.internal.points.Point;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Reads one metric of runs, whole or sampled at common steps. With few points it is sampled exactly
 * as MLflow does: the steps of all runs, evenly thinned by their place in the sorted list. With
 * many, evenly by their value, which is the same where steps are consecutive, and reads no more
 * than a stretch of the curve for each sample. Each run's first and last step are always among
 * them.
 */
final class Curves {
  private static final long FEW = 200_000;

  private final Handle handle;
  private final long key;
  private final String name;

  Curves(Handle handle, long key, String name) {
    this.handle = handle;
    this.key = key;
    this.name = name;
  }

  /** All points, by step, time and value. */
  List<Metric> whole(RunRef run) {
    try {
      return metrics(points(run, StepRange.ALL));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each run's points at the chosen steps, by step, time and value. */
  Map<String, List<Metric>> sampled(List<RunRef> runs, StepRange range, int most) {
    try {
      return count(runs, range) <= FEW ? thinned(runs, range, most) : spaced(runs, range, most);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long count(List<RunRef> runs, StepRange range) throws SQLException {
    long points = 0;
    for (RunRef run : runs) {
      try (CurveReader curve = reader(run)) {
        points += points > FEW ? 0 : curve.countAtMost(range, FEW);
      }
    }
    return points;
  }

  private Map<String, List<Metric>> thinned(List<RunRef> runs, StepRange range, int most)
      throws SQLException {
    Map<String, List<Point>> all = new LinkedHashMap<>();
    for (RunRef run : runs) {
      all.put(run.id(), points(run, range));
    }
    long[] steps =
        all.values().stream()
            .flatMapToLong(points -> points.stream().mapToLong(Point::step))
            .sorted()
            .distinct()
            .toArray();
    TreeSet<Long> chosen = new TreeSet<>();
    for (int i = 0; i < Math.min(most, steps.length); i++) {
      chosen.add(steps[(int) ((double) i * steps.length / Math.min(most, steps.length))]);
    }
    for (List<Point> points : all.values()) {
      if (!points.isEmpty()) {
        chosen.addAll(List.of(points.getFirst().step(), points.getLast().step()));
      }
    }
    Map<String, List<Metric>> sampled = new LinkedHashMap<>();
    all.forEach(
        (run, points) ->
            sampled.put(
                run, metrics(points.stream().filter(p -> chosen.contains(p.step())).toList())));
    return sampled;
  }

  private Map<String, List<Metric>> spaced(List<RunRef> runs, StepRange range, int most)
      throws SQLException {
    Map<RunRef, StepRange> ends = new LinkedHashMap<>();
    for (RunRef run : runs) {
      try (CurveReader curve = reader(run)) {
        OptionalLong first = curve.first(range);
        OptionalLong last = curve.last(range);
        if (first.isPresent() && last.isPresent()) {
          ends.put(run, new StepRange(first.getAsLong(), last.getAsLong()));
        }
      }
    }
    TreeSet<Long> chosen = new TreeSet<>();
    ends.values().forEach(own -> chosen.addAll(List.of(own.from(), own.to())));
    long from = chosen.first();
    double width = (double) chosen.last() - from + 1;
    for (RunRef run : ends.keySet()) {
      try (CurveReader curve = reader(run)) {
        for (int i = 0; i < most; i++) {
          long step = from + (long) (i * width / most);
          curve.first(new StepRange(step, range.to())).ifPresent(chosen::add);
        }
      }
    }
    Map<String, List<Metric>> sampled = new LinkedHashMap<>();
    for (RunRef run : runs) {
      sampled.put(run.id(), metrics(points(run, chosen)));
    }
    return sampled;
  }

  private List<Point> points(RunRef run, StepRange range) throws SQLException {
    List<Point> points = new ArrayList<>();
    try (CurveReader curve = reader(run)) {
      curve.each(range, points::add);
    }
    return points;
  }

  private List<Point> points(RunRef run, TreeSet<Long> steps) throws SQLException {
    List<Point> points = new ArrayList<>();
    try (CurveReader curve = reader(run)) {
      for (long step : steps) {
        points.addAll(curve.at(step));
      }
    }
    return points;
  }

  private CurveReader reader(RunRef run) throws SQLException {
    return new CurveReader(handle.getConnection(), run.no(), key);
  }

  private List<Metric> metrics(List<Point> points) {
    return points.stream().map(point -> point.named(name)).toList();
  }
}
