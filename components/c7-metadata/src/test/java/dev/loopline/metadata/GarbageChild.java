package dev.loopline.metadata;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.assembly.MetadataFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Collects in a process of its own, which its test kills. */
final class GarbageChild {
  private GarbageChild() {}

  public static void main(String[] args) {
    Kernel.Options options =
        new Kernel.Options(Path.of(args[0]), Optional.empty(), 1, List.of("metadata"));
    try (Kernel kernel = Kernel.open(options, WallClock.system())) {
      MetadataFactory.open(kernel);
      System.out.println("begun");
      kernel.garbage().collect(Doomed.allBefore(WallClock.system().now()), Duration.ZERO, "child");
    }
  }
}
