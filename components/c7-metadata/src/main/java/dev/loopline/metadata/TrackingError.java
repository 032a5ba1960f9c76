package dev.loopline.metadata;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** MLflow's error codes, as its clients know them. */
public enum TrackingError implements ErrorCode {
  BAD_REQUEST(Category.INVALID),
  INVALID_PARAMETER_VALUE(Category.INVALID),
  RESOURCE_ALREADY_EXISTS(Category.INVALID),
  RESOURCE_DOES_NOT_EXIST(Category.NOT_FOUND),
  INVALID_STATE(Category.INVALID),
  PERMISSION_DENIED(Category.DENIED),
  REQUEST_LIMIT_EXCEEDED(Category.RATE_LIMITED),
  NOT_IMPLEMENTED(Category.NOT_IMPLEMENTED);

  private final Category category;

  TrackingError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
