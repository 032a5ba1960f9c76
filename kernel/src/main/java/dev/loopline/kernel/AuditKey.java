package dev.loopline.kernel;

import dev.loopline.kernel.files.Durable;
import dev.loopline.kernel.ids.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/** The installation's key for the event chain: made once, readable by its owner alone. */
final class AuditKey {
  private AuditKey() {}

  static byte[] load(Path root, Ids ids) {
    Path file = root.resolve("audit.key");
    try {
      if (!Files.exists(file)) {
        create(file, ids.secret());
      }
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void create(Path file, String secret) throws IOException {
    Path part = file.resolveSibling("audit.key.part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(part, secret, StandardCharsets.US_ASCII);
    Durable.sync(part);
    Durable.move(part, file);
  }
}
