package dev.loopline.serving;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** This component's ways of failing. */
public enum ServingError implements ErrorCode {
  SERVING_INVALID(Category.INVALID),
  ENDPOINT_NOT_FOUND(Category.NOT_FOUND),
  PREDICTION_NOT_FOUND(Category.NOT_FOUND),
  NOTHING_DEPLOYED(Category.CONFLICT),
  VERSION_NOT_DEPLOYED(Category.NOT_FOUND),
  /** A key whose entity has no online features. */
  FEATURES_NOT_FOUND(Category.UNPROCESSABLE),
  INPUT_INVALID(Category.INVALID),
  MODEL_UNLOADABLE(Category.UNPROCESSABLE),
  OVERLOADED(Category.UNAVAILABLE);

  private final Category category;

  ServingError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
