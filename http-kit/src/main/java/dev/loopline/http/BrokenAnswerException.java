package dev.loopline.http;

/** An answer broke off when part of it was out; the connection must end with it. */
final class BrokenAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenAnswerException(Throwable cause) {
    super("the answer broke off: " + cause.getMessage(), cause);
  }
}
