package dev.loopline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SizesTest {
  private static final int LONGEST_FILE = 500;

  @Test
  void noSourceFileIsLongerThanFiveHundredLines() throws IOException {
    assertThat(sources().filter(f -> lines(f) > LONGEST_FILE)).isEmpty();
  }

  @Test
  void aSourceFileOfMedianLengthHasAtMostAHundredLines() throws IOException {
    List<Integer> lengths = sources().map(SizesTest::lines).sorted().toList();

    assertThat(lengths.get(lengths.size() / 2)).isLessThanOrEqualTo(100);
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    assertThat(
            sources()
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java"))))
        .isEmpty();
  }

  /** All production sources. */
  private static Stream<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(House.root())) {
      return files
          .filter(f -> f.toString().endsWith(".java"))
          .filter(f -> f.toString().contains("/src/main/java/"))
          .toList()
          .stream();
    }
  }

  private static int lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return (int) lines.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
