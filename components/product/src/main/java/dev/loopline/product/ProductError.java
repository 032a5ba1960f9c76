package dev.loopline.product;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** What can be wrong with a product. */
public enum ProductError implements ErrorCode {
  PRODUCT_NOT_FOUND(Category.NOT_FOUND),
  PRODUCT_EXISTS(Category.CONFLICT),
  PRODUCT_NAME_INVALID(Category.INVALID),
  /** The declaration does not fit its schema; the details list the violations. */
  PRODUCT_INVALID(Category.INVALID),
  /** A gate of stage A: no training without a target, a label and a measure of success. */
  PRODUCT_NOT_TRAINABLE(Category.PRECONDITION_FAILED);

  private final Category category;

  ProductError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
