package dev.loopline.cli.mlflow;

import java.time.Duration;

/**
 * How long the source is waited for.
 *
 * @param whole for an answer that is read at once, from the question to its last byte
 * @param stall for the next byte of an answer that is read as it comes, however long
 */
record Patience(Duration whole, Duration stall) {
  static Patience standard() {
    return new Patience(Duration.ofSeconds(60), Duration.ofSeconds(60));
  }
}
