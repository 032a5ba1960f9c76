package dev.loopline.local;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.local.demo.Examples;
import dev.loopline.local.demo.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code loopline new}: a complete, working product to begin with. */
@Command(
    name = "new",
    description =
        "Writes a complete working product into a new folder: the hotel bookings example under the"
            + " folder's name.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline new my-product", "  loopline validate my-product"})
final class NewCommand implements Callable<Integer> {
  private static final String EXAMPLE = "hotel-bookings";

  @Parameters(paramLabel = "FOLDER", description = "The new folder; its name is the product's.")
  Path folder = Path.of(".");

  @Override
  public Integer call() {
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    if (!name.matches("[a-z][a-z0-9-]{1,62}")) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'"
              + name
              + "' is no product name: 2 to 63 lower-case letters, digits and hyphens, a letter"
              + " first.");
    }
    if (Files.exists(folder)) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT, folder + " is there already; name a new folder.");
    }
    write(name);
    System.out.println(
        "Written to "
            + folder
            + ". Check it with: loopline validate "
            + folder
            + "\nThen create the product, and push the folder to /git/"
            + name
            + ".git of your server.");
    return 0;
  }

  /** Beside its place first: the folder is there whole or not at all. */
  private void write(String name) {
    Path part =
        folder
            .toAbsolutePath()
            .normalize()
            .resolveSibling("." + name + "-" + ProcessHandle.current().pid());
    try {
      copy(name, part);
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written", e);
    } finally {
      if (Files.exists(part)) {
        Folders.delete(part);
      }
    }
  }

  private static void copy(String name, Path part) throws IOException {
    Path example = Examples.hotelBookings();
    try (Stream<Path> files = Files.walk(example)) {
      for (Path file : files.sorted().toList()) {
        Path target = part.resolve(example.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.writeString(target, Files.readString(file).replace(EXAMPLE, name));
        }
      }
    }
  }
}
