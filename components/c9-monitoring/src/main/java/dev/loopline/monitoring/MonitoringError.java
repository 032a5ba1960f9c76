package dev.loopline.monitoring;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** Monitoring's error codes. */
public enum MonitoringError implements ErrorCode {
  LABEL_INVALID(Category.INVALID),
  PREDICTION_NOT_FOUND(Category.NOT_FOUND),
  MONITOR_NOT_FOUND(Category.NOT_FOUND),
  MONITOR_INVALID(Category.UNPROCESSABLE),
  CHALLENGE_NOT_FOUND(Category.NOT_FOUND),
  CHALLENGE_RUNNING(Category.CONFLICT);

  private final Category category;

  MonitoringError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
