package dev.loopline.monitoring;

import dev.loopline.kernel.error.LooplineException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of an entity, or of one prediction.
 *
 * @param key the entity's key, as predictions carry it; may be empty in a label of a prediction
 *     that is yet to be recorded, since the prediction has it
 * @param prediction the one that it is for, or null for all predictions of the key
 * @param positive whether the outcome was the positive class
 * @param time when it became known, in event time
 */
public record Label(String key, @Nullable String prediction, boolean positive, Instant time) {
  private static final int LONGEST_KEY = 256;

  public Label {
    boolean named = !key.isBlank() || prediction != null;
    if (!named || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0) {
      throw new LooplineException(
          MonitoringError.LABEL_INVALID,
          "A label's key has "
              + key.length()
              + " characters; 1 to "
              + LONGEST_KEY
              + " are needed, and no NUL.");
    }
  }

  /** A label of an entity. */
  public Label(String key, boolean positive, Instant time) {
    this(key, null, positive, time);
  }

  /** The same label with the key that was found for it. */
  public Label of(String found) {
    return new Label(found, prediction, positive, time);
  }
}
