package dev.loopline.metadata;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** How a search says no besides {@link dev.loopline.kernel.search.QueryError}. */
public enum SearchError implements ErrorCode {
  KIND_NOT_FOUND(Category.NOT_FOUND),
  SEARCH_TOO_WIDE(Category.INVALID);

  private final Category category;

  SearchError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
