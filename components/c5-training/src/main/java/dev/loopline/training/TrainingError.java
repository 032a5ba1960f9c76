package dev.loopline.training;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** This component's ways of failing. */
public enum TrainingError implements ErrorCode {
  /** Too few rows, or one class only. */
  DATA_INSUFFICIENT(Category.UNPROCESSABLE),
  SETTING_INVALID(Category.INVALID),
  /** The exported model does not score as the trained one does. */
  EXPORT_UNEQUAL(Category.INTERNAL);

  private final Category category;

  TrainingError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
