package dev.loopline.kernel.error;

/** What kind of no an error is; the HTTP status follows from it in one place. */
public enum Category {
  INVALID,
  UNAUTHENTICATED,
  DENIED,
  NOT_FOUND,
  METHOD_NOT_ALLOWED,
  CONFLICT,
  PRECONDITION_FAILED,
  TOO_LARGE,
  UNSUPPORTED_MEDIA_TYPE,
  UNPROCESSABLE,
  RATE_LIMITED,
  TIMED_OUT,
  UNAVAILABLE,
  STORAGE_FULL,
  NOT_IMPLEMENTED,
  INTERNAL
}
