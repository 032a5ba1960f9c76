package dev.loopline.features;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** What can be wrong with sources and their analysis. */
public enum FeatureError implements ErrorCode {
  SOURCE_NAME_INVALID(Category.INVALID),
  SOURCE_NOT_FOUND(Category.NOT_FOUND),
  /** The file is not what it says; the message names the line and the fact. */
  SOURCE_FILE_INVALID(Category.UNPROCESSABLE),
  COLUMN_NOT_FOUND(Category.INVALID),
  EXPRESSION_INVALID(Category.INVALID),
  LABEL_INVALID(Category.UNPROCESSABLE);

  private final Category category;

  FeatureError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
