package dev.loopline.local.demo;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The products that come with Loopline. */
public final class Examples {
  private Examples() {}

  /** The folder of the hotel bookings product. */
  public static Path hotelBookings() {
    String home = System.getenv("LOOPLINE_HOME");
    Path example = Path.of(home == null ? "." : home, "examples", "hotel-bookings");
    if (!Files.isDirectory(example)) {
      throw new LooplineException(
          KernelError.NOT_FOUND,
          "The example product is not in "
              + example.toAbsolutePath().normalize()
              + "; run ./loopline from its own folder, or set LOOPLINE_HOME.");
    }
    return example;
  }
}
