package dev.loopline.cli.remote;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which order a list is wanted. */
public final class Ordering {
  @Option(
      names = "--order",
      paramLabel = "KEY",
      description = "A key with ASC or DESC; may be repeated.")
  @Nullable List<String> order;

  /** Empty for the list's own order. */
  public List<String> keys() {
    return order == null ? List.of() : order;
  }
}
