package dev.loopline.monitoring.internal;

import java.util.List;
import java.util.Set;

/**
 * The paper's 28 steps and what shows each: an event, or what {@link StoryOfEvents} found one to
 * show, which has a name of its own. One event may show several steps, each by evidence of its own.
 */
final class Steps {
  /** A training before anything was deployed. */
  static final String EXPERIMENT = "experiment";

  /** A training beside a champion. */
  static final String RETRAINING = "retraining";

  /** The step types that a training consists of. */
  static final Set<String> TRAINING = Set.of("training-set", "train");

  private Steps() {}

  /** A step: what shows it done, what shows it failed. */
  record Rule(
      int number,
      String name,
      String zone,
      String component,
      List<String> done,
      List<String> running,
      List<String> failed) {}

  static final List<Rule> ALL =
      List.of(
          fact(1, "Business problem", "A", "product", "product.declared:goal"),
          fact(2, "Architecture decision", "A", "product", "product.declared:architecture"),
          fact(3, "ML problem", "A", "product", "product.declared:problem"),
          fact(4, "Data requirement", "A", "product", "product.declared:data"),
          fact(
              5, "Raw sources and initial analysis", "A", "features", "features.analysis.finished"),
          fact(6, "Transformation and cleaning rules", "B1", "features", "features.rules.applied"),
          fact(7, "Feature-engineering rules", "B1", "features", "features.views.applied"),
          fact(8, "Connect to sources", "B2", "features", "features.ingested"),
          fact(9, "Extract", "B2", "features", "features.ingested"),
          fact(10, "Transform and clean", "B2", "features", "features.snapshot.committed"),
          fact(11, "Compute features", "B2", "features", "features.snapshot.committed"),
          fact(12, "Ingest into the stores", "B2", "features", "features.snapshot.committed"),
          part(13, "Data analysis", EXPERIMENT, "analyse", "train"),
          part(14, "Preparation, validation, split", EXPERIMENT, "prepare", "training-set"),
          part(15, "Choice of algorithm, training", EXPERIMENT, "choose", "train"),
          part(16, "Rounds of training and validation", EXPERIMENT, "validate", "train"),
          new Rule(
              17,
              "Export, commit; continuous integration",
              "C",
              "delivery",
              List.of("delivery.run.succeeded"),
              List.of("delivery.run.started"),
              List.of("delivery.run.failed")),
          part(18, "Pull versioned features", RETRAINING, "pull", "training-set"),
          part(19, "Prepare, validate, split", RETRAINING, "prepare", "training-set"),
          part(20, "Train on new data", RETRAINING, "fit", "train"),
          part(21, "Evaluate", RETRAINING, "evaluate", "train"),
          part(22, "Export", RETRAINING, "export", "train"),
          fact(23, "Push to the registry", "D", "registry", "registry.version.registered"),
          new Rule(
              24,
              "Staging to production, deployment",
              "D",
              "delivery",
              List.of("delivery.promotion.succeeded"),
              List.of("registry.version.promoted"),
              List.of("delivery.promotion.failed")),
          fact(25, "Predictions", "D", "serving", StoryOfEvents.PREDICTIONS),
          fact(26, "Monitoring", "D", "monitoring", StoryOfEvents.EVALUATED),
          new Rule(
              27,
              "Feedback",
              "D",
              "monitoring",
              List.of(
                  "monitoring.drift.detected",
                  "monitoring.accuracy.dropped",
                  "monitoring.rollback.requested"),
              List.of(),
              List.of()),
          new Rule(
              28,
              "Continuous training",
              "D",
              "workflow",
              List.of("monitoring.challenge.decided:" + RETRAINING),
              List.of("monitoring.challenge.started:" + RETRAINING),
              List.of()));

  private static Rule fact(int number, String name, String zone, String component, String done) {
    return new Rule(number, name, zone, component, List.of(done), List.of(), List.of());
  }

  /** A part of a training's task; which stage it belongs to is told when it ends. */
  private static Rule part(int number, String name, String stage, String part, String uses) {
    boolean experiment = stage.equals(EXPERIMENT);
    return new Rule(
        number,
        name,
        experiment ? "C" : "D",
        part.equals("pull") || part.equals("analyse") ? "features" : "training",
        List.of(stage + ":" + part),
        List.of("workflow.task.started:" + uses + ":" + stage),
        List.of("workflow.task.failed:" + uses + ":" + stage));
  }
}
