package dev.loopline.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.LooplineException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {
  @Test
  void valuesAreReadByTheCoreSchemaAndKeepTheirLines() {
    YamlDocument document =
        Yaml.parse(
            "p.yaml",
            "goal: fewer cancellations\ncountry: no\nkpi:\n  target: 0.5\n  days: [1, 2]\n");

    assertThat(document.tree().toString())
        .isEqualTo(
            "{\"goal\":\"fewer cancellations\",\"country\":\"no\",\"kpi\":{\"target\":0.5,\"days\":[1,2]}}");
    assertThat(document.at("/kpi/target")).isEqualTo("p.yaml:4");
    assertThat(document.at("/kpi/missing")).isEqualTo("p.yaml:3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: !!java.net.URL [x]      | tags are not allowed
          a: &x [1]\\nb: *x          | an alias
          a: 1\\na: 2                | stands here twice
          a: 1\\n---\\nb: 2          | a second document
          a: 99999999999999999999    | does not fit 64 bits
          a: .inf                    | infinities
          a: 1e400                   | infinities
          a: [1                      | p.yaml:
          """)
  void whatIsNotPlainDataIsRefusedWithItsLine(String text, String message) {
    assertThatThrownBy(() -> Yaml.parse("p.yaml", text.replace("\\n", "\n")))
        .hasMessageContaining("p.yaml:")
        .hasMessageContaining(message);
  }

  @Test
  void depthHasALimit() {
    assertThatThrownBy(() -> Yaml.parse("p.yaml", "a: " + "[".repeat(60) + "]".repeat(60)))
        .hasMessageContaining("p.yaml:1")
        .hasMessageContaining("nested deeper");
    for (String opening : List.of("[", "{a: ", "- ")) {
      assertThatThrownBy(() -> Yaml.parse("p.yaml", opening.repeat(200_000)))
          .isInstanceOf(LooplineException.class)
          .hasMessageContaining("nested deeper");
    }
  }
}
