package dev.loopline.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.serving.LoggedPrediction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Some of a line, held against all of it. */
class SearchedLineTest {
  private static final long SEED = 11;
  private static final Map<String, JsonNode> VALUES =
      Map.of(
          "hotel", Json.tree("City \"served\":7, Hotel"),
          "nights", Json.tree(3),
          "rate", Json.tree(0.125),
          "agent", Json.parse("null"),
          "guests", Json.parse("[1, {\"row\": 2}]"));

  private static LoggedPrediction prediction(SplittableRandom random) {
    boolean challenged = random.nextBoolean();
    return new LoggedPrediction(
        9,
        "prd-1-0-0",
        "hotel",
        "cancel",
        "hotel.cancel",
        "booking",
        "c1",
        "k",
        Instant.parse("2016-01-01T00:00:00Z"),
        random.nextBoolean() ? null : Instant.parse("2015-01-01T00:00:00.25Z"),
        VALUES,
        new float[] {1, Float.NaN},
        1,
        random.nextDouble(),
        challenged ? (Integer) 2 : null,
        challenged ? (Double) random.nextDouble() : null,
        challenged ? 2 : 1);
  }

  /** As lines were before: the features and the row ahead of what was answered. */
  private static byte[] older(byte[] line) {
    ObjectNode whole = (ObjectNode) Json.parse(new String(line, StandardCharsets.UTF_8));
    for (String behind : List.of("champion", "score", "challenger", "challengerScore", "served")) {
      JsonNode part = whole.remove(behind);
      if (part != null) {
        whole.set(behind, part);
      }
    }
    return Json.bytes(whole);
  }

  private static LoggedPrediction with(LoggedPrediction p, Map<String, JsonNode> values) {
    return new LoggedPrediction(
        p.position(),
        p.id(),
        p.product(),
        p.endpoint(),
        p.model(),
        p.view(),
        p.commit(),
        p.key(),
        p.time(),
        p.rowTime(),
        values,
        p.row(),
        p.champion(),
        p.score(),
        p.challenger(),
        p.challengerScore(),
        p.served());
  }

  private static String told(LoggedPrediction p) {
    return with(p, new java.util.TreeMap<>(p.values())).toString().replaceAll("row=\\S+", "row");
  }

  @Test
  void allButTheRowAndOtherFeaturesIsReadAlsoOfOlderLines() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 200; i++) {
      LoggedPrediction made = prediction(random);
      byte[] line = Json.bytes(LogLine.of(made));
      if (i % 2 == 1) {
        line = older(line);
      }
      Set<String> features =
          VALUES.keySet().stream().filter(name -> random.nextBoolean()).collect(Collectors.toSet());
      features.addAll(random.nextBoolean() ? Set.of() : Set.of("never"));
      LoggedPrediction whole = LogLine.whole(line, 9);

      LoggedPrediction read = new SearchedLine(features).of(line, 9);

      read.values().forEach((name, value) -> assertThat(value).isEqualTo(VALUES.get(name)));
      assertThat(read.values().keySet())
          .isEqualTo(
              whole.values().keySet().stream()
                  .filter(features::contains)
                  .collect(Collectors.toSet()));
      assertThat(told(with(read, Map.of()))).isEqualTo(told(with(whole, Map.of())));
    }
  }

  @Test
  void aTornLineIsRefusedWithWhatIsWrong() {
    byte[] torn = "{\"id\":\"prd-1-0-0\",\"product\":".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> new SearchedLine(Set.of()).of(torn, 0))
        .hasMessageContaining("The JSON cannot be read");
  }
}
