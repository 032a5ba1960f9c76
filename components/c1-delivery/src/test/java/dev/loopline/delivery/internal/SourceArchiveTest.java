package dev.loopline.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.delivery.internal.SourceArchive.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceArchiveTest {
  @TempDir Path folder;

  /** A file of an archive, for comparison. */
  private record Packed(boolean executable, String content) {}

  @Test
  void whatIsPackedIsUnpackedAndTheSameFilesAreTheSameBytes() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 30; round++) {
      Map<String, Packed> files = new LinkedHashMap<>();
      for (int i = 0; i < random.nextInt(1, 20); i++) {
        String name = "source/" + "dir/".repeat(random.nextInt(60)) + "datei-ü" + i;
        String content = "x".repeat(random.nextInt(3_000)) + i;
        files.put(name, new Packed(random.nextBoolean(), content));
      }
      byte[] first = pack(files);

      assertThat(unpack(first)).isEqualTo(files);
      assertThat(pack(files)).isEqualTo(first);
    }
  }

  @Test
  void moreThanFitsIsRefused() {
    assertThatThrownBy(
            () -> {
              try (SourceArchive.Writer writer =
                  new SourceArchive.Writer(folder.resolve("a.tar"), 1 << 20)) {
                writer.add(
                    new Entry("source/big", false, 2 << 20),
                    new ByteArrayInputStream(new byte[2 << 20]));
              }
            })
        .hasMessageContaining("more than 1 MiB; keep data out of the repository");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "source/../../out", "/etc/passwd"})
  void aPathThatLeadsOutIsRefused(String path) throws Exception {
    byte[] archive = archive(new TarArchiveEntry(path, true));

    assertThatThrownBy(() -> unpack(archive)).hasMessageContaining("path");
  }

  @Test
  void linksAndDoubleEntriesAreRefused() throws Exception {
    TarArchiveEntry link = new TarArchiveEntry("source/link", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    TarArchiveEntry hard = new TarArchiveEntry("source/hard", TarConstants.LF_LINK);
    hard.setLinkName("/etc/passwd");

    assertThatThrownBy(() -> unpack(archive(link))).hasMessageContaining("no plain file");
    assertThatThrownBy(() -> unpack(archive(hard))).hasMessageContaining("no plain file");
    assertThatThrownBy(
            () -> unpack(archive(new TarArchiveEntry("source/a"), new TarArchiveEntry("source/a"))))
        .hasMessageContaining("there twice");
  }

  private byte[] pack(Map<String, Packed> files) throws IOException {
    Path file = folder.resolve("packed.tar");
    try (SourceArchive.Writer writer = new SourceArchive.Writer(file, 10 << 20)) {
      for (Map.Entry<String, Packed> packed : files.entrySet()) {
        byte[] bytes = packed.getValue().content().getBytes();
        writer.add(
            new Entry(packed.getKey(), packed.getValue().executable(), bytes.length),
            new ByteArrayInputStream(bytes));
      }
    }
    return Files.readAllBytes(file);
  }

  private static Map<String, Packed> unpack(byte[] archive) {
    Map<String, Packed> files = new LinkedHashMap<>();
    SourceArchive.visit(
        new ByteArrayInputStream(archive),
        (entry, in) ->
            files.put(entry.path(), new Packed(entry.executable(), new String(in.readAllBytes()))));
    return files;
  }

  private static byte[] archive(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      for (TarArchiveEntry entry : entries) {
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
