package dev.loopline.kernel.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.LooplineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileArtifactsTest {
  @TempDir Path folder;
  private FileArtifacts store;

  @BeforeEach
  void open() {
    store = FileArtifacts.open(folder);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 300_000})
  void whatGoesInComesOut(int size) throws IOException {
    byte[] bytes = random(size);
    Blob blob = store.put(bytes);

    assertThat(blob.size()).isEqualTo(size);
    try (InputStream in = store.open(blob.digest())) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(store.find(blob.digest())).contains(blob);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_536, 65_537, 300_000})
  void aFlippedByteIsNeverServedAsWhole(int size) throws IOException {
    Blob blob = store.put(random(size));
    Path file = store.file(blob.digest());
    byte[] damaged = Files.readAllBytes(file);
    damaged[size / 2] ^= 1;
    Files.write(file, damaged);

    ByteArrayOutputStream served = new ByteArrayOutputStream();
    assertThatThrownBy(
            () -> {
              try (InputStream in = store.open(blob.digest())) {
                in.transferTo(served);
              }
            })
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining("damaged");
    assertThat(served.size()).isLessThan(size);
    assertThatThrownBy(() -> store.file(blob.digest())).hasMessageContaining("damaged");
  }

  @Test
  void whoeverReadsOnAfterTheErrorGetsItAgain() throws IOException {
    Blob blob = store.put(random(300_000));
    Path file = store.file(blob.digest());
    byte[] bytes = Files.readAllBytes(file);
    bytes[1000] ^= 1;
    Files.write(file, bytes);

    try (InputStream in = store.open(blob.digest())) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(LooplineException.class);
      assertThatThrownBy(in::read).isInstanceOf(LooplineException.class);
    }
  }

  @Test
  void aLinkInTheStoreIsNotFollowed() throws IOException {
    Digest digest = store.put(new ByteArrayInputStream(new byte[300_000]), 1 << 20).digest();
    Path blob = store.file(digest);
    Path outside = Files.write(folder.resolve("outside"), new byte[300_000]);
    Files.delete(blob);
    Files.createSymbolicLink(blob, outside);

    assertThatThrownBy(() -> store.open(digest))
        .hasMessageContaining("a link, which is not followed");
  }

  @Test
  void storingTheOriginalAgainHealsADamagedBlob() throws IOException {
    byte[] bytes = random(1000);
    Blob blob = store.put(bytes);
    Files.write(store.file(blob.digest()), new byte[1000]);

    store.put(bytes);
    assertThat(store.read(blob.digest(), 1000)).isEqualTo(bytes);
  }

  @Test
  void anUploadThatIsTooLargeLeavesNothing() throws IOException {
    assertThatThrownBy(() -> store.put(new ByteArrayInputStream(new byte[101]), 100))
        .hasMessage("The upload has more than 100 bytes.");
    try (var left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void whatAKilledProcessLeftHalfUploadedIsGoneAfterReopening() throws IOException {
    Path half = Files.write(folder.resolve("incoming").resolve("blob-1.part"), new byte[10]);

    FileArtifacts.open(folder);
    assertThat(half).doesNotExist();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return bytes;
  }
}
