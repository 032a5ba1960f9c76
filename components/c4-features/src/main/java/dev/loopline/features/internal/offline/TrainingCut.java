package dev.loopline.features.internal.offline;

import dev.loopline.features.Feature;
import dev.loopline.features.FeatureError;
import dev.loopline.features.TrainingSetRequest;
import dev.loopline.features.internal.engine.Duck;
import dev.loopline.features.internal.engine.SourceSql;
import dev.loopline.features.internal.engine.Sql;
import dev.loopline.features.spi.LabelSource;
import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Joins a view's rows with labels and with further views as they stood at each row's event time.
 * Only our own SQL runs here: features were computed before.
 */
final class TrainingCut {
  private static final int PAGE = 10_000;

  /**
   * An outcome is learned from once, however often its row was corrected: from the newest row that
   * was there before the outcome was known. Where none was, from the first.
   */
  private static final String LABELLED =
      """
      (select r.*, l.positive as "___label", l.known as "___known"
       from %s r
       join (select key, arg_max(positive, known)::integer as positive, max(known) as known
             from labels group by key) l on l.key = r.key
       where r.event_time <= timestamp %s
       qualify row_number() over (
         partition by r.key
         order by case when r.event_time <= l.known then r.event_time end desc nulls last,
           r.event_time) = 1) b""";

  private final LabelSource labels;

  TrainingCut(LabelSource labels) {
    this.labels = labels;
  }

  /** How many rows were written, and how many of them are positive. */
  record Counted(long rows, long positives) {}

  /** A further view, and an expression over a row {@code b} of the base that gives its keys. */
  record Joined(TableData data, String keys) {}

  Counted write(
      String product, TrainingSetRequest request, TableData base, List<Joined> joined, Path out) {
    String sql = sql(request, base, joined);
    try (Connection connection = Duck.open(2, "1GB")) {
      Duck.execute(
          connection,
          "set temp_directory = " + Sql.text(out.resolveSibling("spill").toString()),
          "create table labels (key varchar, positive integer, known timestamp)");
      load(connection, product, request.until());
      Duck.execute(
          connection, "copy (" + sql + ") to " + Sql.text(out.toString()) + " (format parquet)");
      return count(connection, out);
    } catch (SQLException e) {
      String what = "cut a training set from " + request.view();
      throw Duck.diskFull(what, e).orElseGet(() -> new IllegalStateException("cannot " + what, e));
    }
  }

  private void load(Connection connection, String product, Instant until) throws SQLException {
    try (DuckDBAppender appender =
        connection.unwrap(DuckDBConnection.class).createAppender("labels")) {
      String after = "";
      List<LabelSource.Label> page = labels.knownAt(product, until, after, PAGE);
      while (!page.isEmpty()) {
        for (LabelSource.Label label : page) {
          if (!label.time().isAfter(until)) {
            appender.beginRow();
            appender.append(label.key());
            appender.append(label.positive() ? 1 : 0);
            appender.append(LocalDateTime.ofInstant(label.time(), ZoneOffset.UTC));
            appender.endRow();
          }
        }
        String last = page.getLast().key();
        if (last.equals(after)) {
          throw new IllegalStateException("the label source does not move on from " + last);
        }
        after = last;
        page = labels.knownAt(product, until, after, PAGE);
      }
    }
  }

  private static String sql(TrainingSetRequest request, TableData base, List<Joined> joined) {
    String until = Sql.text(LocalDateTime.ofInstant(request.until(), ZoneOffset.UTC).toString());
    Optional<String> ripeColumn = ripeColumn(request, base).map(c -> "b." + Sql.name(c));
    StringBuilder columns =
        new StringBuilder("b.key, b.event_time, ")
            .append(ripeColumn.map(c -> c + "::timestamp").orElse("b.\"___known\""))
            .append(" as ripe_at");
    base.features().forEach(f -> columns.append(", b.").append(Sql.name(f.name())));
    StringBuilder joins = new StringBuilder();
    for (int i = 0; i < joined.size(); i++) {
      String alias = "j" + i;
      TableData data = joined.get(i).data();
      data.features()
          .forEach(f -> columns.append(", ").append(alias).append('.').append(Sql.name(f.name())));
      joins
          .append("\nasof left join ")
          .append(data.relation())
          .append(' ')
          .append(alias)
          .append(" on ")
          .append(joined.get(i).keys())
          .append(" = ")
          .append(alias)
          .append(".key and b.event_time >= ")
          .append(alias)
          .append(".event_time");
    }
    // Asked of the row that is learned from: a correction may have moved its date.
    String ripe = ripeColumn.map(c -> "\nwhere " + c + " < timestamp " + until).orElse("");
    return "select "
        + columns
        + ", b.\"___label\" as label\nfrom "
        + LABELLED.formatted(base.relation(), until)
        + joins
        + ripe
        + "\norder by b.event_time, b.key";
  }

  private static Optional<String> ripeColumn(TrainingSetRequest request, TableData base) {
    String ripeAfter = request.ripeAfter();
    if (ripeAfter == null) {
      return Optional.empty();
    }
    String hidden = SourceSql.hidden(ripeAfter);
    if (!base.columns().contains(hidden)) {
      throw new LooplineException(
          FeatureError.TRAINING_SET_INVALID,
          "The rows of '"
              + base.view()
              + "' carry no date '"
              + ripeAfter
              + "' to tell ripeness by. Name one of "
              + base.columns().stream()
                  .filter(c -> c.startsWith("__"))
                  .map(c -> c.substring(2))
                  .toList()
              + ", or declare it in the source as date.");
    }
    return Optional.of(hidden);
  }

  /** The features in the order of the columns. */
  static List<Feature> features(TableData base, List<Joined> joined) {
    List<Feature> all = new ArrayList<>(base.features());
    joined.forEach(j -> all.addAll(j.data().features()));
    return all;
  }

  private static Counted count(Connection connection, Path parquet) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet counted =
            statement.executeQuery(
                "select count(*), coalesce(sum(label), 0) from read_parquet("
                    + Sql.text(parquet.toString())
                    + ")")) {
      counted.next();
      return new Counted(counted.getLong(1), counted.getLong(2));
    }
  }
}
