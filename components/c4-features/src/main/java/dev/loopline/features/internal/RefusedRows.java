package dev.loopline.features.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Rows that were not let in, each with its reason, as JSON lines: for people to look at. */
final class RefusedRows {
  private final Path file;

  RefusedRows(Path folder) {
    this.file = folder.resolve("rejected.jsonl");
  }

  void append(byte[] lines) {
    if (lines.length == 0) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        ByteBuffer buffer = ByteBuffer.wrap(lines);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the rejected rows in " + file, e);
    }
  }
}
