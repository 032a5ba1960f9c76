package dev.loopline.metadata;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What many runs hold, without reading them one by one: for tables and plots of all of them. */
public interface RunSurvey {
  /** How many runs there are. */
  long count(RunScope scope);

  /**
   * The names that runs of the scope's experiments logged under, most used first, at most {@value
   * #MOST_KEYS} of each group. Whatever the filter; deleted runs count until they are collected.
   */
  List<LoggedKey> keys(RunScope scope);

  /** The values of a parameter or tag, most frequent first, at most {@value #MOST_VALUES}. */
  List<LoggedValue> values(RunScope scope, Group group, String key);

  /** Where runs lie by their start and a metric: counts in a grid. */
  Density density(RunScope scope, String metric);

  /**
   * The latest value of each metric of runs, whichever experiments they are of; runs that are not
   * there, or that logged none, are left out.
   */
  Map<String, Map<String, Double>> latest(Collection<String> runs);

  int MOST_KEYS = 1_000;
  int MOST_VALUES = 50;

  /** Under which of a query's groups something is logged. */
  enum Group {
    METRICS,
    PARAMS,
    TAGS
  }

  /**
   * A name that runs logged under.
   *
   * @param runs how many did
   * @param lowest of a metric, NaN left out; null for others
   * @param highest likewise
   * @param values how many different ones a parameter or tag has, told apart by their first 64
   *     characters; 0 for a metric
   */
  record LoggedKey(
      Group group,
      String key,
      long runs,
      @Nullable Double lowest,
      @Nullable Double highest,
      long values) {}

  /** A value, to its first 64 characters, and how many runs have it. */
  record LoggedValue(String value, long runs) {}

  /**
   * A grid of counts; cells without a run are left out.
   *
   * @param runs how many have the metric, and so are counted
   * @param from the first one's start; null where none is counted
   * @param to the last one's start
   * @param lowest the metric at the grid's lower edge: all but the worst hundredth lie above it
   * @param highest the metric at the grid's upper edge
   */
  record Density(
      long runs,
      @Nullable Instant from,
      @Nullable Instant to,
      double lowest,
      double highest,
      int columns,
      int rows,
      List<Cell> cells) {
    public Density {
      cells = List.copyOf(cells);
    }
  }

  /**
   * @param column by start, from 0
   * @param row by metric, from 0 at the lower edge
   */
  record Cell(int column, int row, long runs) {}
}
