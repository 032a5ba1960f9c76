package dev.loopline.client;

/** The server said no, and why. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  RefusedException(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The error's code, such as {@code PRODUCT_EXISTS}. */
  public String code() {
    return code;
  }
}
