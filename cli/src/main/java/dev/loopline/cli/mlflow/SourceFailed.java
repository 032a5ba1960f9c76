package dev.loopline.cli.mlflow;

/** The source did not give what it was asked for, and why. */
final class SourceFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status 0 where nothing that could be read was answered
   */
  SourceFailed(int status, String why) {
    super(why);
    this.status = status;
  }

  /** Whether the server knows nothing of what it was asked, as those of its age do. */
  boolean isUnknown() {
    return status == 404 || status == 405 || status == 501;
  }

  int status() {
    return status;
  }
}
