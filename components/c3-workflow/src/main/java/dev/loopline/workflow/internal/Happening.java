package dev.loopline.workflow.internal;

/** What can happen to a run. Those of an attempt carry its token: a stale one changes nothing. */
sealed interface Happening {
  /** The run may begin: no other run of the pipeline is in its way. */
  record Admitted() implements Happening {}

  /** Someone takes a ready task. */
  record Claimed(String task, Claim claim) implements Happening {}

  /**
   * @param outputs a JSON object as text
   */
  record Succeeded(String task, String token, String outputs) implements Happening {}

  /** The attempt's own fault, or its time is over: it counts against the task's attempts. */
  record Failed(String task, String token, String error) implements Happening {}

  /** Whoever had the attempt is gone: not the attempt's fault. */
  record Lost(String task, String token, String error) implements Happening {}

  /** Whoever had the attempt has stopped in good order: it counts for nothing. */
  record GivenBack(String task, String token, String why) implements Happening {}

  /** A ready task that cannot even be begun; left ready it would be tried for ever. */
  record Unfit(String task, String error) implements Happening {}

  /** The backoff is over. */
  record BackedOff(String task) implements Happening {}

  record Cancelled(String actor) implements Happening {}
}
