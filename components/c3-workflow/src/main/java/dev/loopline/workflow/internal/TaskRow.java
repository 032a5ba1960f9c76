package dev.loopline.workflow.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as it stands.
 *
 * @param due when the backoff, or the time of the attempt, is over
 * @param claim the attempt's; kept after a success, so that a success told twice is known again
 * @param outputs a JSON object as text; null where they were not read, and then not written
 */
record TaskRow(
    String id,
    TaskState state,
    Tries tries,
    @Nullable Instant due,
    @Nullable Claim claim,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String outputs,
    @Nullable String error) {
  /**
   * @param attempt the current one, from 1; 0 before the first
   * @param failures attempts that failed by themselves
   * @param losses attempts whose worker or server went away
   */
  record Tries(int attempt, int failures, int losses) {
    static final Tries NONE = new Tries(0, 0, 0);
  }

  static TaskRow fresh(String id) {
    return new TaskRow(id, TaskState.WAITING, Tries.NONE, null, null, null, null, "{}", null);
  }

  /** Whether this is the attempt that is running now. */
  boolean runs(String token) {
    return state == TaskState.RUNNING && claim != null && claim.token().equals(token);
  }

  TaskRow running(Claim by, Instant now, Instant deadline) {
    Tries next = new Tries(tries.attempt() + 1, tries.failures(), tries.losses());
    return new TaskRow(id, TaskState.RUNNING, next, deadline, by, now, null, "{}", null);
  }

  TaskRow succeeded(String result, Instant now) {
    return new TaskRow(id, TaskState.SUCCEEDED, tries, null, claim, startedAt, now, result, null);
  }

  /** Stands in a state without a claim; ended where the state is an end. */
  TaskRow to(
      TaskState next, Tries counted, @Nullable Instant until, @Nullable String why, Instant now) {
    return new TaskRow(
        id, next, counted, until, null, startedAt, next.ended() ? now : null, "{}", why);
  }
}
