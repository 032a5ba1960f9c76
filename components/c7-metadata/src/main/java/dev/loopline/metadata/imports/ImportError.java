package dev.loopline.metadata.imports;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;
import dev.loopline.kernel.error.LooplineException;

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

  /**
   * Why something is not changed by an import.
   *
   * @param what such as {@code Run 4f…}
   */
  public static LooplineException madeHere(String what) {
    return new LooplineException(
        IMPORT_CONFLICT,
        what
            + " was made here, not by an import, and is left as it is. To have the other server's"
            + " instead, delete this one for good and import again.");
  }

  @Override
  public Category category() {
    return category;
  }
}
