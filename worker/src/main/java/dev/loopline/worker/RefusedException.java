package dev.loopline.worker;

/** The server has said no, and would say it again: the attempt is lost, or the token is wrong. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message);
  }
}
