package dev.loopline.kernel.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Sql;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueriesTest {
  private static final Instant NOW = Instant.parse("2026-07-08T00:00:00Z");
  private static final Columns COLUMNS =
      field ->
          switch (field.group()) {
            case "metrics" ->
                new Column(
                    "exists (select 1 from m where m.key = ? and ",
                    "m.value",
                    ")",
                    List.of(field.key()),
                    Column.Type.NUMBER);
            case "params" -> Column.of("p", Column.Type.TEXT);
            default ->
                Column.of(
                    field.key(),
                    switch (field.key()) {
                      case "start_time" -> Column.Type.TIME;
                      case "duration" -> Column.Type.DURATION;
                      default -> Column.Type.TEXT;
                    });
          };

  private static Sql sql(String filter) {
    return new SqlFilter(COLUMNS, Dialect.SQLITE, NOW).of(Queries.filter(filter));
  }

  @Test
  void mlflowsConjunctionsBecomeConditionsWithBoundValues() {
    Sql sql = sql("metrics.auc > 0.8 and params.`a b` = 'x''y' AND status != \"FAILED\"");

    assertThat(sql.text())
        .isEqualTo(
            "((exists (select 1 from m where m.key = ? and m.value > ?))"
                + " and (p = ?) and (status <> ?))");
    assertThat(sql.arguments()).containsExactly("auc", 0.8, "x'y", "FAILED");
  }

  @Test
  void orNotAndBracketsBindAsInSql() {
    assertThat(Queries.filter("a = '1' or b = '2' and not (c = '3' or d = '4')"))
        .isEqualTo(
            new Filter.Or(
                List.of(
                    Queries.filter("a = '1'"),
                    Queries.filter("           b = '2' and not (c = '3' or d = '4')"))))
        .asString()
        .contains("Not[part=Or");
  }

  @Test
  void keysHoldDotsDigitsAndSigns() {
    assertThat(field("metrics.a.b.c > 1")).isEqualTo("metrics.a.b.c");
    assertThat(field("metrics.5-fold/val@1 > 1")).isEqualTo("metrics.5-fold/val@1");
    assertThat(field("metrics.\"x = 1\" > 1")).isEqualTo("metrics.x = 1");
    assertThat(field("span.attributes.`a b` = 'x'")).isEqualTo("span.attributes.a b");
    assertThat(field("metrics.loss>-1e-3")).isEqualTo("metrics.loss");
  }

  private static String field(String filter) {
    return ((Filter.Comparison) Queries.filter(filter)).field().toString();
  }

  @Test
  void datesDurationsAndNowAreMilliseconds() {
    assertThat(sql("start_time > now - 7d").arguments())
        .containsExactly(Instant.parse("2026-07-01T00:00:00Z").toEpochMilli());
    assertThat(sql("start_time >= '2026-07-01'").arguments())
        .containsExactly(Instant.parse("2026-07-01T00:00:00Z").toEpochMilli());
    assertThat(sql("start_time < '2026-07-01T02:00:00+02:00'").arguments())
        .containsExactly(Instant.parse("2026-07-01T00:00:00Z").toEpochMilli());
    assertThat(sql("duration > 1.5h").arguments()).containsExactly(5_400_000L);
  }

  @Test
  void likeHeedsCaseAndItsSignsAreNotThoseOfGlob() {
    assertThat(sql("params.x like 'a%[b]_*'")).isEqualTo(Sql.of("(p glob ?)", "a*[[]b]?[*]"));
    assertThat(sql("params.x not ilike 'a%'")).isEqualTo(Sql.of("((p like ?) is not true)", "a%"));
  }

  @Test
  void membershipAndPresence() {
    assertThat(sql("status in ('A', 'B')")).isEqualTo(Sql.of("(status in (?, ?))", "A", "B"));
    assertThat(sql("status NOT IN ('A')")).isEqualTo(Sql.of("(status not in (?))", "A"));
    assertThat(sql("status is null").text()).isEqualTo("not (status is not null)");
  }

  @Test
  void aWrongQueryIsToldWhereAndWhatWasExpected() {
    refused("metrics.auc >", "column 14: the end stands where a value");
    refused("metrics.auc 5", "column 13: '5' stands where a comparison");
    refused("params.x = y", "column 12: 'y' stands where a value: a text in quotes");
    refused("params.x = 'y", "column 12: the quote ' is not closed");
    refused("params.x > 'y'", "column 1: 'params.x' cannot be compared by >; a text takes =");
    refused("metrics.auc = 'y'", "column 15: 'metrics.auc' takes a number.");
    refused("start_time > 'yesterday'", "column 14: 'start_time' takes a date such as");
    refused("a = '1' b = '2'", "column 9: 'b' stands where AND, OR or the end");
    refused("(a = '1'", "column 9: the end stands where ')'");
    refused("not ".repeat(60) + "a = '1'", "nested deeper than 50");
    refused("a = '1' or ".repeat(600) + "a = '1'", "more than 100 comparisons");
    refused("a; drop table run", "column 2: ';' has no meaning here");
    refused("x" + " ".repeat(30_000), "at most 20000 characters");
  }

  private static void refused(String filter, String message) {
    assertThatThrownBy(() -> sql(filter)).hasMessageContaining(message);
  }

  @Test
  void ordersKeepTheirDirectionAndNameEachKeyOnce() {
    assertThat(Queries.orders(List.of("metrics.auc DESC", "start_time", "params.\"a b\" asc")))
        .extracting(o -> o.field() + (o.descending() ? " down" : " up"))
        .containsExactly("metrics.auc down", "start_time up", "params.a b up");
    assertThatThrownBy(() -> Queries.orders(List.of("start_time", "start_time DESC")))
        .hasMessageContaining("duplicate");
    assertThatThrownBy(() -> Queries.orders(List.of("start_time sideways")))
        .hasMessageContaining("column 12: 'sideways' stands where ASC, DESC or the end");
  }
}
