package dev.loopline.kernel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTest {
  @TempDir Path folder;

  @Test
  void missingParentsAreCreatedAndWhatIsThereStays() throws IOException {
    Path deep = folder.resolve("a/b/c");
    Durable.createDirectories(deep);
    Files.writeString(deep.resolve("file"), "kept");
    Durable.createDirectories(deep);
    assertThat(deep.resolve("file")).hasContent("kept");
  }

  @Test
  void manyThatCreateTheSameFoldersAtOnceAllSucceed() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var outcomes =
          java.util.stream.IntStream.range(0, 64)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            Durable.createDirectories(folder.resolve("x/" + i % 4 + "/y"));
                            return true;
                          }))
              .toList();
      for (var outcome : outcomes) {
        assertThat(outcome.get()).isTrue();
      }
    }
  }

  @Test
  void aFileInTheFoldersPlaceIsAnError() throws IOException {
    Files.writeString(folder.resolve("taken"), "");
    assertThatThrownBy(() -> Durable.createDirectories(folder.resolve("taken")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aMoveReplacesWhatHadTheName() throws IOException {
    Files.writeString(folder.resolve("part"), "new");
    Files.writeString(folder.resolve("final"), "old");
    Durable.sync(folder.resolve("part"));
    Durable.move(folder.resolve("part"), folder.resolve("final"));
    assertThat(folder.resolve("final")).hasContent("new");
    assertThat(folder.resolve("part")).doesNotExist();
  }

  @Test
  void aFullDiskIsToldFromOtherTrouble() {
    assertThat(DiskFull.orUnchecked("store a blob", new IOException("No space left on device")))
        .isInstanceOf(LooplineException.class)
        .hasMessage("The disk is full, so Loopline could not store a blob. Free some space.");
    assertThat(DiskFull.orUnchecked("store a blob", new IOException("Input/output error")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot store a blob");
    assertThat(
            DiskFull.isCauseOf(
                new IllegalStateException(new IOException("No space left on device"))))
        .isTrue();
  }
}
