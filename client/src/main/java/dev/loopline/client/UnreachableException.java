package dev.loopline.client;

/** The server could not be asked. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
