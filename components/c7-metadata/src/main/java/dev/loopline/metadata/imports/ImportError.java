package dev.loopline.metadata.imports;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** Why something of another server cannot be taken in. */
public enum ImportError implements ErrorCode {
  /** Something else has its name or id here. */
  IMPORT_CONFLICT(Category.CONFLICT),
  IMPORT_INVALID(Category.INVALID),
  IMPORT_NOT_FOUND(Category.NOT_FOUND);

  private final Category category;

  ImportError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
