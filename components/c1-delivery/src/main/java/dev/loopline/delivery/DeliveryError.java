package dev.loopline.delivery;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** This component's ways of failing. */
public enum DeliveryError implements ErrorCode {
  DELIVERY_NOT_FOUND(Category.NOT_FOUND),
  /** The commit's declarations do not fit; the message names file, line and fact of each. */
  DECLARATIONS_INVALID(Category.UNPROCESSABLE),
  /** A model that does not score as its sample says, or that the endpoint cannot feed. */
  PROMOTION_REFUSED(Category.UNPROCESSABLE),
  /** A commit that is older than the one whose declarations are registered. */
  DELIVERY_OUTDATED(Category.CONFLICT),
  /** Only what has failed is made again. */
  DELIVERY_NOT_FAILED(Category.CONFLICT),
  ARCHIVE_INVALID(Category.UNPROCESSABLE),
  SOURCE_TOO_LARGE(Category.TOO_LARGE);

  private final Category category;

  DeliveryError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
