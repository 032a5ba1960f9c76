package dev.loopline.kernel.events;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.files.Durable;
import dev.loopline.kernel.ids.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/** The installation's key for the event chain: made once, readable by its owner alone. */
final class AuditKey {
  private AuditKey() {}

  /**
   * Reads the key.
   *
   * @param eventsExist whether something was sealed already: then a missing key is refused, because
   *     a new one would make the whole log look forged
   */
  static byte[] load(Path file, Ids ids, boolean eventsExist) {
    try {
      if (!Files.exists(file)) {
        if (eventsExist) {
          throw new LooplineException(
              KernelError.AUDIT_KEY_WRONG,
              "The audit key "
                  + file
                  + " is missing, but the database holds events that were sealed with it. Put it"
                  + " back from a backup, or from the other server that uses this database.");
        }
        create(file, ids.secret());
      }
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException e) {
      throw DiskFull.orUnchecked("read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new LooplineException(
          KernelError.AUDIT_KEY_WRONG,
          file + " holds no audit key (hexadecimal digits). Put it back from a backup.",
          e);
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
