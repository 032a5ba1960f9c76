package dev.loopline.monitoring;

import dev.loopline.kernel.error.LooplineException;
import java.time.Instant;

/**
 * What a prediction turned out to be.
 *
 * @param key the entity's key, as predictions carry it
 * @param positive whether the outcome was the positive class
 * @param time when it became known, in event time
 */
public record Label(String key, boolean positive, Instant time) {
  private static final int LONGEST_KEY = 256;

  public Label {
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new LooplineException(
          MonitoringError.LABEL_INVALID,
          "A label's key has "
              + key.length()
              + " characters; 1 to "
              + LONGEST_KEY
              + " are needed.");
    }
  }
}
