package dev.loopline.features;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** What can be wrong with sources, views and what is asked of them. */
public enum FeatureError implements ErrorCode {
  SOURCE_NAME_INVALID(Category.INVALID),
  SOURCE_NOT_FOUND(Category.NOT_FOUND),
  /** The file is not what it says; the message names the line and the fact. */
  SOURCE_FILE_INVALID(Category.UNPROCESSABLE),
  COLUMN_NOT_FOUND(Category.INVALID),
  EXPRESSION_INVALID(Category.INVALID),
  LABEL_INVALID(Category.UNPROCESSABLE),
  /** Declarations do not fit; the message names file and line. */
  FEATURES_INVALID(Category.UNPROCESSABLE),
  /** A pushed row does not fit its source; the message names row and column. */
  ROWS_INVALID(Category.INVALID),
  VIEW_NOT_FOUND(Category.NOT_FOUND),
  FEATURE_ROW_NOT_FOUND(Category.NOT_FOUND),
  SNAPSHOT_NOT_FOUND(Category.NOT_FOUND),
  TRAINING_SET_INVALID(Category.UNPROCESSABLE),
  /** The declared SQL fails on rows that are there. */
  VIEW_FAILED(Category.UNPROCESSABLE),
  /** Files of the store are missing or damaged. */
  FEATURE_DATA_LOST(Category.INTERNAL);

  private final Category category;

  FeatureError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
