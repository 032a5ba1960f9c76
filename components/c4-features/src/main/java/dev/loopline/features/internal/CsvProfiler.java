package dev.loopline.features.internal;

import static dev.loopline.features.internal.CsvTable.name;

import dev.loopline.features.Analysis;
import dev.loopline.features.Analysis.Column;
import dev.loopline.features.Analysis.LabelSummary;
import dev.loopline.features.Analysis.Lag;
import dev.loopline.features.Analysis.ValueCount;
import dev.loopline.features.AnalysisRequest;
import dev.loopline.features.FeatureError;
import dev.loopline.features.RawFile;
import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Profiles CSV files with DuckDB, on a platform thread of its own: one file at a time. */
public final class CsvProfiler implements AutoCloseable {
  private static final int TOP = 10;

  private final Path spill;
  private final ExecutorService thread;

  public CsvProfiler(Path spill) {
    this.spill = spill;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("csv-profiler").daemon(true).factory());
  }

  /** Reads the whole file and says how many rows it has. */
  public long countRows(Path file, String fileName) {
    return onThread(
        () -> {
          try (CsvTable table = CsvTable.read(file, fileName, spill)) {
            return count(table.row("select count(*) from raw"), 0);
          }
        });
  }

  public Analysis analyze(RawFile file, Path path, AnalysisRequest request) {
    return onThread(
        () -> {
          try (CsvTable table = CsvTable.read(path, file.name(), spill)) {
            return analyze(file, table, request);
          }
        });
  }

  private static Analysis analyze(RawFile file, CsvTable table, AnalysisRequest request) {
    table.requireColumn(request.label());
    long rows = count(table.row("select count(*) from raw"), 0);
    long different = count(table.row("select count(*) from (select distinct * from raw)"), 0);
    List<Column> columns = new ArrayList<>();
    Map<String, Long> distinct = new LinkedHashMap<>();
    table
        .columns()
        .forEach(
            (column, type) -> {
              Column profile = profile(table, column, type);
              columns.add(profile);
              distinct.put(column, profile.distinct());
            });
    LabelSummary label = label(table, request.label(), columns);
    boolean hasEventTime = request.eventTime() != null;
    if (request.eventTime() != null) {
      table.addEventTime(request.eventTime());
    }
    return new Analysis(
        file.product(),
        file.source(),
        file.digest().toString(),
        rows,
        rows - different,
        columns,
        label,
        lag(table, request),
        new LeakageDetector(table, request.label(), rows).find(hasEventTime, distinct));
  }

  private static Column profile(CsvTable table, String column, String type) {
    String c = name(column);
    List<Object> counts =
        table.row("select count(*) - count(" + c + "), count(distinct " + c + ") from raw");
    List<Double> quantiles = new ArrayList<>();
    if (isNumeric(type)) {
      List<Object> row =
          table.row(
              "select "
                  + List.of(0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0).stream()
                      .map(q -> "quantile_disc(" + c + ", " + q + ")::double")
                      .collect(Collectors.joining(", "))
                  + " from raw");
      row.stream()
          .filter(Number.class::isInstance)
          .forEach(value -> quantiles.add(((Number) value).doubleValue()));
    }
    return new Column(
        column, type, count(counts, 0), count(counts, 1), quantiles, top(table, column));
  }

  private static List<ValueCount> top(CsvTable table, String column) {
    return table
        .rows(
            "select "
                + name(column)
                + "::varchar v, count(*) n from raw where v is not null group by v order by n desc, v"
                + " limit "
                + TOP)
        .stream()
        .map(row -> new ValueCount(String.valueOf(row.get(0)), count(row, 1)))
        .toList();
  }

  private static LabelSummary label(CsvTable table, String label, List<Column> columns) {
    Column column = columns.stream().filter(c -> c.name().equals(label)).findFirst().orElseThrow();
    if (column.distinct() != 2) {
      throw new LooplineException(
          FeatureError.LABEL_INVALID,
          "The label '"
              + label
              + "' has "
              + column.distinct()
              + " different values; a classification with two is expected.");
    }
    return new LabelSummary(label, column.missing(), top(table, label));
  }

  private static @Nullable Lag lag(CsvTable table, AnalysisRequest request) {
    if (request.knownAt() == null || request.eventTime() == null) {
      return null;
    }
    table.requireColumn(request.knownAt());
    List<Object> row =
        table.row(
            "select quantile_disc(d, 0.5)::double, quantile_disc(d, 0.9)::double, max(d)::double from"
                + " (select date_diff('day', __event_time, "
                + name(request.knownAt())
                + "::timestamp) d from raw)");
    return new Lag(number(row, 0), number(row, 1), number(row, 2));
  }

  private static boolean isNumeric(String type) {
    return type.endsWith("INT")
        || type.equals("INTEGER")
        || type.equals("DOUBLE")
        || type.equals("FLOAT")
        || type.startsWith("DECIMAL");
  }

  private static long count(List<Object> row, int index) {
    return ((Number) row.get(index)).longValue();
  }

  private static double number(List<Object> row, int index) {
    return row.get(index) instanceof Number n ? n.doubleValue() : Double.NaN;
  }

  private <T> T onThread(Callable<T> work) {
    try {
      return thread.submit(work).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a file was profiled", e);
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
