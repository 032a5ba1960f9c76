package dev.loopline.features;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a raw source holds, before anything is built on it.
 *
 * @param duplicateRows rows beyond the first of each set of equal ones
 * @param lag how long labels took to become known; null where it was not asked for
 */
public record Analysis(
    String product,
    String source,
    String digest,
    long rows,
    long duplicateRows,
    List<Column> columns,
    LabelSummary label,
    @Nullable Lag lag,
    List<Suspect> suspects) {
  public Analysis {
    columns = List.copyOf(columns);
    suspects = List.copyOf(suspects);
  }

  /**
   * One column.
   *
   * @param type DuckDB's name of the inferred type
   * @param missing rows with no value: empty, NULL or NA
   * @param quantiles minimum, 5, 25, 50, 75, 95 per cent, maximum; empty where not numeric
   * @param top the most frequent values
   */
  public record Column(
      String name,
      String type,
      long missing,
      long distinct,
      List<Double> quantiles,
      List<ValueCount> top) {
    public Column {
      quantiles = List.copyOf(quantiles);
      top = List.copyOf(top);
    }
  }

  public record ValueCount(String value, long count) {}

  /** How the label's values are distributed. */
  public record LabelSummary(String column, long missing, List<ValueCount> values) {
    public LabelSummary {
      values = List.copyOf(values);
    }
  }

  /** Days from the event to its known label. */
  public record Lag(double medianDays, double p90Days, double maxDays) {}

  /** Why a column is suspected of telling the answer. */
  public enum Reason {
    LATER_THAN_EVENT,
    DETERMINES_LABEL,
    DEPARTS_FROM_TWIN
  }

  /**
   * A column that may not be known when a prediction is made.
   *
   * @param evidence the finding as a sentence
   * @param share of the rows that show it
   */
  public record Suspect(String column, Reason reason, double share, String evidence) {}
}
