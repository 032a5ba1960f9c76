package dev.loopline.metadata.internal.garbage;

import java.util.List;

/** What goes with an experiment whose runs, models and traces are gone; itself comes last. */
final class ExperimentParts {
  static final List<String> STATEMENTS =
      List.of(
          "delete from dataset where experiment_id = :id",
          """
          delete from scorer_version where scorer_no in
            (select no from scorer where experiment_id = :id)
          """,
          "delete from scorer where experiment_id = :id",
          "delete from evaluation_dataset_experiment where experiment_id = :id",
          "delete from experiment_tag where experiment_id = :id",
          // The one that clients log to when they name none stays, empty.
          "delete from experiment where id = :id and id <> 0");

  private ExperimentParts() {}
}
