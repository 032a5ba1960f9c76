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
import java.util.ArrayList;
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
    SortedMap<String, byte[]> files = new TreeMap<>();
    List<Violation> tooLarge = new ArrayList<>();
    read(product, files, tooLarge);
    Kernel kernel =
        Kernel.open(
            new Kernel.Options(scratch, Optional.empty(), 0, Platform.COMPONENTS),
            WallClock.system());
    try (Platform platform = Platform.open(kernel)) {
      return Stream.concat(tooLarge.stream(), platform.deliveries().validate(files).stream())
          .toList();
    }
  }

  /** Reads the YAML files; one that is too large to be one is a violation. */
  private static void read(
      Path product, SortedMap<String, byte[]> files, List<Violation> tooLarge) {
    if (!Files.isDirectory(product)) {
      throw new LooplineException(
          KernelError.NOT_FOUND,
          product + " is no folder. Name the folder that holds product.yaml.");
    }
    try (Stream<Path> all = Files.walk(product)) {
      for (Path file :
          all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList()) {
        String path = product.relativize(file).toString().replace('\\', '/');
        boolean yaml = path.endsWith(".yaml") || path.endsWith(".yml");
        if (yaml && !path.startsWith(".git/")) {
          if (Files.size(file) <= LARGEST_FILE) {
            files.put(path, Files.readAllBytes(file));
          } else {
            tooLarge.add(
                new Violation(
                    path, 1, "", "the file has more than 1 MiB; keep data out of declarations."));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
