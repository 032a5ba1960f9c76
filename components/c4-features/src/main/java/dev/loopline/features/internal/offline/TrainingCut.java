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

  private final LabelSource labels;

  TrainingCut(LabelSource labels) {
    this.labels = labels;
  }

  /** How many rows were written, and how many of them are positive. */
  record Counted(long rows, long positives) {}

  /** A further view, and the column of the base whose values are its keys. */
  record Joined(TableData data, String column) {}

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
      throw new IllegalStateException("cannot cut a training set from " + request.view(), e);
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
    Optional<String> ripeColumn = ripeColumn(request, base);
    StringBuilder columns =
        new StringBuilder("b.key, b.event_time, ")
            .append(ripeColumn.map(c -> "b." + Sql.name(c) + "::timestamp").orElse("l.known"))
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
          .append(" on b.")
          .append(Sql.name(joined.get(i).column()))
          .append(" = ")
          .append(alias)
          .append(".key and b.event_time >= ")
          .append(alias)
          .append(".event_time");
    }
    String ripe = ripeColumn.map(c -> " and " + Sql.name(c) + " < timestamp " + until).orElse("");
    return "select "
        + columns
        + ", l.label as label\nfrom (select * from "
        + base.relation()
        + " where event_time <= timestamp "
        + until
        + ripe
        + ") b\njoin (select key, arg_max(positive, known)::integer as label, max(known) as known from labels group by key) l"
        + " on l.key = b.key"
        + joins
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
