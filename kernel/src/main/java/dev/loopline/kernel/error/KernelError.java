package dev.loopline.kernel.error;

/** The kernel's own error codes; the general ones may be used by every component. */
public enum KernelError implements ErrorCode {
  INVALID_ARGUMENT(Category.INVALID),
  INVALID_DOCUMENT(Category.INVALID),
  INVALID_PATH(Category.INVALID),
  INVALID_SETTING(Category.INVALID),
  NOT_FOUND(Category.NOT_FOUND),
  ALREADY_EXISTS(Category.CONFLICT),
  CONFLICT(Category.CONFLICT),
  PERMISSION_DENIED(Category.DENIED),
  UNAUTHENTICATED(Category.UNAUTHENTICATED),
  TOO_LARGE(Category.TOO_LARGE),
  LEASE_LOST(Category.CONFLICT),
  ARTIFACT_NOT_FOUND(Category.NOT_FOUND),
  ARTIFACT_CORRUPT(Category.INTERNAL),
  DATA_DIRECTORY_IN_USE(Category.CONFLICT),
  DATABASE_UNAVAILABLE(Category.UNAVAILABLE),
  STORAGE_FULL(Category.STORAGE_FULL),
  SHUTTING_DOWN(Category.UNAVAILABLE),
  TIMED_OUT(Category.TIMED_OUT),
  AUDIT_BROKEN(Category.INTERNAL),
  AUDIT_KEY_WRONG(Category.PRECONDITION_FAILED),
  INTERNAL(Category.INTERNAL);

  private final Category category;

  KernelError(Category category) {
    this.category = category;
  }

  @Override
  public Category category() {
    return category;
  }
}
