package dev.loopline.cli.mlflow;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries again what failed for reasons that pass, each time after twice the wait.
 *
 * @param attempts in all
 * @param first wait, before the second attempt
 */
record Retries(int attempts, Duration first) {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  static Retries standard() {
    return new Retries(5, Duration.ofMillis(500));
  }

  /** A failure that may pass. */
  static final class Passing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RuntimeException failure;
    private final transient Optional<Duration> told;

    /**
     * @param failure what is thrown where it did not pass
     * @param told how long the other side asks to wait
     */
    Passing(RuntimeException failure, Optional<Duration> told) {
      super(failure);
      this.failure = failure;
      this.told = told;
    }
  }

  <T> T run(Supplier<T> work) {
    Duration wait = first;
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (Passing passing) {
        if (attempt == attempts) {
          throw passing.failure;
        }
        pause(passing.told.orElse(wait), passing.failure);
        wait = wait.multipliedBy(2);
      }
    }
  }

  private static void pause(Duration wait, RuntimeException failure) {
    try {
      Thread.sleep(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
