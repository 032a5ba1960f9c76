package dev.loopline.kernel.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Files;
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

  @Test
  void aRefusedSecondAttemptLeavesTheFirstOnesLock() throws Exception {
    try (DataDirectory first = DataDirectory.lock(folder)) {
      assertThatThrownBy(() -> DataDirectory.lock(first.root()))
          .isInstanceOf(LooplineException.class);
      // Linux lists every lock of every process by its file's inode.
      String inode = String.valueOf(Files.getAttribute(folder.resolve("lock"), "unix:ino"));
      assumeThat(Path.of("/proc/locks")).exists();
      assertThat(Files.readAllLines(Path.of("/proc/locks"))).anyMatch(l -> l.contains(":" + inode));
    }
  }
}
