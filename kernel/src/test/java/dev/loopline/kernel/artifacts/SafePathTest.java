package dev.loopline.kernel.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafePathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        ".",
        "a/./b",
        "..\\x",
        "C:/x",
        "a\u0000b",
        "%2e%2e/x",
        "a%2fb",
        "..%252f",
        "a\nb"
      })
  void whatCouldLeaveTheFolderIsRefused(String path) {
    assertThatThrownBy(() -> SafePath.of(path)).isInstanceOf(LooplineException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%2e%2e/x", "%2e%2e%2fx", "%252e%252e/x", "a/%2e%2e/%2e%2e/x", "%00", "%zz"})
  void encodedAttemptsAreRefusedToo(String path) {
    assertThatThrownBy(() -> SafePath.decode(path)).isInstanceOf(LooplineException.class);
  }

  @Test
  void plainNamesInAnyLanguageAreFine() {
    assertThat(SafePath.decode("modèle/%E6%A8%A1 v+1.onnx").parts())
        .containsExactly("modèle", "模 v+1.onnx");
  }

  @Test
  void aSymbolicLinkOnTheWayIsRefused(@TempDir Path root) throws IOException {
    Files.createSymbolicLink(root.resolve("link"), Path.of("/etc"));

    assertThatThrownBy(() -> SafePath.of("link/passwd").under(root))
        .hasMessageContaining("symbolic link");
  }

  @Property
  boolean whateverIsAcceptedStaysBelowItsRoot(@ForAll String path) {
    Path root = Path.of("/srv/store");
    try {
      Path resolved = root;
      for (String part : SafePath.of(path).parts()) {
        resolved = resolved.resolve(part);
      }
      return resolved.normalize().equals(resolved) && resolved.startsWith(root);
    } catch (LooplineException refused) {
      return true;
    }
  }
}
