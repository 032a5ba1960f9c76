package dev.loopline.http.mlflow;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** The protocol's own ways of refusing a request. */
public enum MlflowError implements ErrorCode {
  INVALID_PARAMETER_VALUE(Category.INVALID),
  ENDPOINT_NOT_FOUND(Category.NOT_FOUND);

  private final Category category;

  MlflowError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
