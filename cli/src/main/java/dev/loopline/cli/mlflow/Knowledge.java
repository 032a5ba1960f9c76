package dev.loopline.cli.mlflow;

import dev.loopline.cli.print.Texts;

/**
 * Whether the source knows a kind of things. It is asked once before they are copied, so that a
 * kind that is unknown or broken there is told once, not for each experiment.
 */
enum Knowledge {
  KNOWN,
  UNKNOWN,
  /** It cannot say: the question fails, however often it is asked. */
  BROKEN;

  private static final int BAD_REQUEST = 400;
  private static final int LONGEST = 300;

  /**
   * Asks, and tells the tally where the answer is not that they are known.
   *
   * @param kind as people call it, such as "logged models"
   * @param ask fails where the source does not know them
   */
  static Knowledge of(Tally tally, String kind, Runnable ask) {
    try {
      ask.run();
      return KNOWN;
    } catch (SourceFailed e) {
      // Some ages refuse what they do not know as a bad request.
      if (e.isUnknown() || e.status() == BAD_REQUEST) {
        unknown(tally, kind, e);
        return UNKNOWN;
      }
      tally.problem(kind, e);
      return BROKEN;
    }
  }

  static void unknown(Tally tally, String kind, SourceFailed why) {
    tally.note(
        "The source knows no "
            + kind
            + ", so none were copied ("
            + Texts.clipped(String.valueOf(why.getMessage()), LONGEST)
            + ").");
  }
}
