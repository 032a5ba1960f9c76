package dev.loopline.metadata.http;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.TrackingError;
import java.util.List;

/** MLflow writes experiments' ids as texts; what is no number is nobody's. */
public final class ExperimentIds {
  private ExperimentIds() {}

  /** An id that must be one. */
  public static long require(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new LooplineException(
          TrackingError.RESOURCE_DOES_NOT_EXIST, "No Experiment with id=" + text + " exists", e);
    }
  }

  /** Those that may be somebody's: nothing is found in the others. */
  public static List<Long> known(List<String> texts) {
    return texts.stream().filter(id -> id.matches("\\d{1,18}")).map(Long::valueOf).toList();
  }
}
