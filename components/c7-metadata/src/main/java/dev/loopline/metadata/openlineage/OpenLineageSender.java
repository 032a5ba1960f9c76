package dev.loopline.metadata.openlineage;

/**
 * Tells somebody of our own runs: at least once, in the log's order, beginning with its first
 * event.
 */
public interface OpenLineageSender extends AutoCloseable {
  /** Begins to listen to the log and to send; once. */
  void begin();

  /** Stops; what is not sent yet is sent after the next start. */
  @Override
  void close();
}
