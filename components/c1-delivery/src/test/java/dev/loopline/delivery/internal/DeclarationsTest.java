package dev.loopline.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.json.Violation;
import dev.loopline.product.DeclarationTarget.Delivered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeclarationsTest {
  private static final Delivered DELIVERED = new Delivered("hotel", "c1", "sha256:0", "ana");
  private final RecordingTarget product = new RecordingTarget("product.yaml");
  private final RecordingTarget other = new RecordingTarget("other.yaml");
  private final Declarations declarations =
      new Declarations(
          List.of(product, other),
          List.of(
              (paths, documents) ->
                  paths.contains("extra.yml")
                      ? List.of(new Violation("extra.yml", 1, "", "is not read"))
                      : List.of()));

  @Test
  void nothingIsAppliedWhereAnythingDoesNotFit() {
    for (Map<String, byte[]> files :
        List.of(
            files("product.yaml", "name: hotel", "other.yaml", "say: x\nbad: 1"),
            files("product.yaml", "name: motel", "other.yaml", "say: x"),
            files("product.yaml", "name: hotel", "extra.yml", "x: 1"),
            files("product.yaml", "name: hotel", "ci.yaml", "timeout: PT99999M"),
            files("other.yaml", "say: x"))) {
      assertThatThrownBy(() -> declarations.apply(files, DELIVERED, () -> {}))
          .hasMessageMatching("(?s)[a-z.]+:\\d+: .*");
      assertThat(product.applied).isEmpty();
      assertThat(other.applied).isEmpty();
    }
    declarations.apply(
        files("product.yaml", "name: hotel\nsay: a", "other.yaml", "say: b"), DELIVERED, () -> {});
    assertThat(product.applied).containsExactly("a");
    assertThat(other.applied).containsExactly("b");
  }

  @Test
  void aFileThatIsNoYamlOrTooLargeIsSaidWithTheOthers() {
    assertThat(
            declarations.validate(
                Optional.of("hotel"),
                files("product.yaml", "name: motel", "other.yaml", "x".repeat(2 << 20))))
        .extracting(Violation::toString)
        .containsExactly(
            "other.yaml:1: the file has more than 1 MiB; keep data out of declarations.",
            "product.yaml:1: the name is 'motel', but this is the repository of 'hotel'; correct"
                + " the name, or push to that product's repository.");
  }

  @Test
  void ciSaysItsTestsTheirTimeAndWhetherTheyHaveANetwork() {
    CiFile ci = declarations.ci(files("ci.yaml", "test: [a, b]\ntimeout: PT3M\nnetwork: true"));
    assertThat(ci).isEqualTo(new CiFile(List.of("a", "b"), true, Duration.ofMinutes(3)));
    assertThat(declarations.ci(files("x.yaml", ""))).isEqualTo(CiFile.NONE);
    assertThat(declarations.ci(files("ci.yaml", "timeout: P300000D")).timeout())
        .isEqualTo(CiFile.NONE.timeout());
  }

  private static Map<String, byte[]> files(String... pathsAndTexts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes());
    }
    return files;
  }
}
