package dev.loopline.registry;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;

/** This component's ways of failing. */
public enum RegistryError implements ErrorCode {
  MODEL_NAME_INVALID(Category.INVALID),
  MODEL_NOT_FOUND(Category.NOT_FOUND),
  VERSION_NOT_FOUND(Category.NOT_FOUND),
  VALUE_INVALID(Category.INVALID),
  /** A version whose files are not all stored. */
  VERSION_INCOMPLETE(Category.UNPROCESSABLE);

  private final Category category;

  RegistryError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
