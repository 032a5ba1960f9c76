package dev.loopline.features;

import dev.loopline.kernel.error.LooplineException;
import org.jspecify.annotations.Nullable;

/**
 * What an analysis needs to be told.
 *
 * @param label the column of the known answer, with two values
 * @param eventTime an SQL expression over the columns: when what a row tells of happened, such as
 *     the day of a booking; without it, nothing is said about dates that lie after it
 * @param knownAt the column that says when the label became known; without it, no lag is computed
 */
public record AnalysisRequest(String label, @Nullable String eventTime, @Nullable String knownAt) {
  public AnalysisRequest {
    if (label == null || label.isBlank()) {
      throw new LooplineException(
          FeatureError.LABEL_INVALID,
          "'label' is missing: name the column of the known answer. Without a label there is no"
              + " supervised training.");
    }
  }
}
