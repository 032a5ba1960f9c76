package dev.loopline.serving.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.RowFilter.Cell;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.serving.LoggedPrediction;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be asked of logged predictions, and what each answers. */
final class PredictionCells {
  static final String TIME = "time";
  private static final String FEATURES = "features.*";
  private static final List<PredictionCell> CELLS =
      List.of(
          cell("id", Type.TEXT, "Names it, for labels and traces", LoggedPrediction::id),
          cell("product", Type.TEXT, "Whose it is", LoggedPrediction::product),
          cell("endpoint", Type.TEXT, "That was asked", LoggedPrediction::endpoint),
          cell("model", Type.TEXT, "That the endpoint serves", LoggedPrediction::model),
          cell(
              "version",
              Type.NUMBER,
              "Whose score the caller got",
              p -> (long) p.served(),
              "served"),
          cell("key", Type.TEXT, "The entity that was scored", LoggedPrediction::key, "entity"),
          new PredictionCell(
              SearchColumn.of(TIME, Type.TIME, "When, in the product's time"),
              LoggedPrediction::time),
          cell("score", Type.NUMBER, "What the caller got", LoggedPrediction::servedScore),
          cell(
              "champion",
              Type.NUMBER,
              "The version that was the champion",
              p -> (long) p.champion()),
          cell("champion_score", Type.NUMBER, "What it said", LoggedPrediction::score),
          cell(
              "challenger",
              Type.NUMBER,
              "The version that was the challenger",
              p -> p.challenger() == null ? null : (Long) p.challenger().longValue()),
          cell("challenger_score", Type.NUMBER, "What it said", LoggedPrediction::challengerScore),
          cell("view", Type.TEXT, "Whose features were taken", LoggedPrediction::view),
          cell("commit", Type.TEXT, "That had declared the endpoint", LoggedPrediction::commit),
          cell(
              "row_time",
              Type.TIME,
              "The time of the row that was looked up",
              LoggedPrediction::rowTime));

  static final SearchKind KIND =
      new SearchKind(
          "predictions",
          "Predictions",
          "A prediction that an endpoint made and logged, with the features that it was made from.",
          Stream.concat(
                  CELLS.stream().map(PredictionCell::about),
                  Stream.of(
                      SearchColumn.of(FEATURES, Type.OPEN, "A feature's value, text or number")
                          .also("feature.*")
                          .unordered()))
              .toList(),
          List.of("id", "product", "endpoint", "key", TIME, "score", "version"),
          TIME + " DESC",
          List.of(
              new SearchKind.Example(
                  "endpoint = 'cancellation' AND score > 0.9 AND time >= '2016-08-01'",
                  "sure ones of a month"),
              new SearchKind.Example(
                  "features.hotel = 'City Hotel' AND NOT features.lead_time < 100",
                  "by what they were made from"),
              new SearchKind.Example(
                  "challenger_score IS NOT NULL AND version = 2",
                  "those that a challenger scored too")));

  private PredictionCells() {}

  /** A column with its value. */
  private record PredictionCell(
      SearchColumn about, Function<LoggedPrediction, @Nullable Object> value) {}

  private static PredictionCell cell(
      String name,
      Type type,
      String about,
      Function<LoggedPrediction, @Nullable Object> value,
      String... aliases) {
    return new PredictionCell(SearchColumn.of(name, type, about).also(aliases).unordered(), value);
  }

  private static Function<LoggedPrediction, @Nullable Object> value(SearchKind.Named named) {
    String name = named.column().name();
    if (name.equals(FEATURES)) {
      String feature = named.field().key();
      return p -> p.values().get(feature);
    }
    return CELLS.stream()
        .filter(c -> c.about().name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** As a filter compares it. */
  static Cell<LoggedPrediction> compared(Field field) {
    SearchKind.Named named = KIND.require(field);
    Function<LoggedPrediction, @Nullable Object> value = value(named);
    return new Cell<>(named.column().type(), p -> compared(value.apply(p)));
  }

  private static @Nullable Object compared(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Instant time -> time.toEpochMilli();
      case JsonNode node when node.isNumber() -> node.doubleValue();
      case JsonNode node -> node.isNull() ? null : node.asText();
      default -> value;
    };
  }

  /** As an answer tells it. */
  static JsonNode told(SearchKind.Named named, LoggedPrediction prediction) {
    Object value = value(named).apply(prediction);
    return value == null ? NullNode.getInstance() : Json.tree(value);
  }

  /** The features among fields. */
  static Set<String> features(Stream<Field> fields) {
    return fields
        .map(KIND::require)
        .filter(named -> named.column().name().equals(FEATURES))
        .map(named -> named.field().key())
        .collect(Collectors.toSet());
  }

  static boolean isTime(Field field) {
    return is(field, TIME);
  }

  static boolean is(Field field, String name) {
    return KIND.find(field).map(named -> named.name().equals(name)).orElse(false);
  }
}
