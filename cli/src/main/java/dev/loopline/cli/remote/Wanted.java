package dev.loopline.cli.remote;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which things of a list are wanted. */
public final class Wanted {
  @Option(
      names = "--query",
      paramLabel = "QUERY",
      description = "Only those that fit, in the query language.")
  @Nullable String query;

  /** Null for all of them. */
  public @Nullable String query() {
    return query;
  }
}
