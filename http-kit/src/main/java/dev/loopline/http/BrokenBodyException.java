package dev.loopline.http;

import java.io.IOException;

/**
 * The request's body could not be read to its end: the caller's fault, as no other error of reading
 * and writing is.
 */
final class BrokenBodyException extends IOException {
  private static final long serialVersionUID = 1;

  BrokenBodyException(Throwable cause) {
    super("The request could not be read to its end: " + cause.getMessage() + ".", cause);
  }
}
