package dev.loopline.kernel.db;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void aSecondServerOnTheSameFolderIsRefused() {
    try (DataDirectory first = DataDirectory.lock(folder)) {
      assertThatThrownBy(() -> DataDirectory.lock(first.root()))
          .isInstanceOf(LooplineException.class)
          .hasMessageContaining("Another Loopline server is using " + folder)
          .hasMessageContaining("--data-dir");
    }
    assertThatCode(() -> DataDirectory.lock(folder).close()).doesNotThrowAnyException();
  }
}
