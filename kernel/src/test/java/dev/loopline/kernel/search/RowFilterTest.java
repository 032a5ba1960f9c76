package dev.loopline.kernel.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowFilterTest {
  private static final Instant NOW = Instant.parse("2026-07-08T00:00:00Z");

  private static RowFilter.Cell<Map<String, Object>> cell(Field field) {
    return new RowFilter.Cell<>(Column.Type.OPEN, thing -> thing.get(field.key()));
  }

  private static boolean fits(String query, Map<String, Object> thing) {
    return new RowFilter<>(RowFilterTest::cell, NOW).of(Queries.filter(query)).test(thing);
  }

  @Test
  void anOpenColumnIsComparedAsTheOperandIs() {
    Map<String, Object> thing = Map.of("hotel", "City", "nights", 3.0, "room", "7");

    assertThat(fits("hotel = 'City' and nights >= 3 and hotel like 'C%'", thing)).isTrue();
    assertThat(fits("room > 5", thing)).as("a text is no number").isFalse();
    assertThat(fits("nights = '3'", thing)).as("a number is no text").isFalse();
    assertThat(fits("nights != '3'", thing)).as("nor another one").isFalse();
    assertThat(fits("not nights = '3'", thing)).isTrue();
    assertThat(fits("nights in (1, 3)", thing)).isTrue();
    assertThat(fits("meal is null", thing)).isTrue();
  }

  @Test
  void aNumberThatIsNoneIsNotThere() {
    assertThat(fits("x is null", Map.of("x", Double.NaN))).isTrue();
    assertThat(fits("x != 1", Map.of("x", Double.NaN))).isFalse();
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsTested() {
    RowFilter<Object> filter =
        new RowFilter<>(f -> new RowFilter.Cell<>(Column.Type.TEXT, t -> null), NOW);

    assertThatThrownBy(() -> filter.of(Queries.filter("a = 'x' and b > 'y'")))
        .hasMessageContaining("column 13: 'b' cannot be compared by >");
    assertThatThrownBy(() -> filter.of(Queries.filter("b = 5")))
        .hasMessageContaining("column 5: 'b' takes a text in quotes");
  }

  @Test
  void aPatternOfManyStarsIsQuicklyDone() {
    String text = "a".repeat(20_000);

    assertThat(fits("x like '" + "%a".repeat(5_000) + "b'", Map.of("x", text))).isFalse();
  }
}
