package dev.loopline.source;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** What can be wrong with a request to a repository. */
public enum SourceError implements ErrorCode {
  REPOSITORY_NOT_FOUND(Category.NOT_FOUND),
  REVISION_NOT_FOUND(Category.NOT_FOUND),
  FILE_NOT_FOUND(Category.NOT_FOUND),
  FILE_TOO_LARGE(Category.TOO_LARGE),
  /** Its folder is damaged; restore it from a clone. */
  REPOSITORY_UNREADABLE(Category.INTERNAL),
  UNKNOWN_SERVICE(Category.INVALID);

  private final Category category;

  SourceError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
