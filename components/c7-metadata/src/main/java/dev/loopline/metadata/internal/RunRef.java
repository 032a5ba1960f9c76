package dev.loopline.metadata.internal;

/**
 * What logging needs to know of a run; none of it ever changes.
 *
 * @param startedAt epoch milliseconds
 */
record RunRef(long no, String id, long experimentId, long startedAt) {
  static RunRef of(RunRow row) {
    return new RunRef(
        row.no(),
        row.info().id(),
        row.info().experimentId(),
        row.info().startedAt().toEpochMilli());
  }
}
