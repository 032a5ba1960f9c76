package dev.loopline.metadata.llmtrace;

/** How a traced request ended, if it did. */
public enum TraceState {
  STATE_UNSPECIFIED,
  OK,
  ERROR,
  IN_PROGRESS;

  /** Whether a root span may still tell how it ended. */
  public boolean isOpen() {
    return this == IN_PROGRESS || this == STATE_UNSPECIFIED;
  }
}
