package dev.loopline.worker;

import dev.loopline.kernel.artifacts.SafePath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks a product's files: plain files alone, each below the folder, runnable where it was. */
final class SourceFiles {
  private static final String BELOW = "source/";
  private static final int EXECUTABLE = 0100;

  private SourceFiles() {}

  static void unpack(Path archive, Path folder) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && entry.getName().startsWith(BELOW)) {
          Path file = SafePath.of(entry.getName().substring(BELOW.length())).under(folder);
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          if ((entry.getMode() & EXECUTABLE) != 0 && !file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
          }
        }
      }
    }
  }
}
