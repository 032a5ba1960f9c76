package dev.loopline.http;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** What is wrong with a request before any component has seen it. */
public enum HttpError implements ErrorCode {
  UNSUPPORTED_MEDIA_TYPE(Category.UNSUPPORTED_MEDIA_TYPE),
  ROUTE_NOT_FOUND(Category.NOT_FOUND),
  METHOD_NOT_ALLOWED(Category.METHOD_NOT_ALLOWED),
  FOREIGN_HOST(Category.DENIED),
  FOREIGN_ORIGIN(Category.DENIED);

  private final Category category;

  HttpError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
