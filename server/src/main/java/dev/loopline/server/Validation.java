package dev.loopline.server;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.time.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What delivery would say of a product's folder, without a server. */
public final class Validation {
  private static final long LARGEST_FILE = 1 << 20;

  private Validation() {}

  /**
   * Checks a folder as a push of it would be checked.
   *
   * @param scratch an empty folder that the check may use
   */
  public static List<Violation> of(Path product, Path scratch) {
    SortedMap<String, byte[]> files = files(product);
    Kernel kernel =
        Kernel.open(
            new Kernel.Options(scratch, Optional.empty(), 0, Platform.COMPONENTS),
            WallClock.system());
    try (Platform platform = Platform.open(kernel)) {
      return platform.deliveries().validate(files);
    }
  }

  private static SortedMap<String, byte[]> files(Path product) {
    if (!Files.isDirectory(product)) {
      throw new LooplineException(
          KernelError.NOT_FOUND,
          product + " is no folder. Name the folder that holds product.yaml.");
    }
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(product)) {
      for (Path file :
          all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList()) {
        String path = product.relativize(file).toString().replace('\\', '/');
        boolean yaml = path.endsWith(".yaml") || path.endsWith(".yml");
        if (yaml && !path.startsWith(".git/") && Files.size(file) <= LARGEST_FILE) {
          files.put(path, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
