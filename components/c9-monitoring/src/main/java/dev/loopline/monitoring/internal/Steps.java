package dev.loopline.monitoring.internal;

import java.util.List;

/**
 * The paper's 28 steps and the events that show each. A step of a workflow's task is shown by the
 * task's event with its step type (or its own name, where the event has no type) after a colon.
 */
final class Steps {
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
          fact(13, "Data analysis", "C", "features", "features.analysis.finished"),
          task(14, "Preparation, validation, split", "C", "training", "training-set"),
          task(15, "Choice of algorithm, training", "C", "training", "train"),
          task(16, "Rounds of training and validation", "C", "training", "train"),
          new Rule(
              17,
              "Export, commit; continuous integration",
              "C",
              "delivery",
              List.of("delivery.run.succeeded"),
              List.of("delivery.run.started"),
              List.of("delivery.run.failed")),
          task(18, "Pull versioned features", "D", "features", "training-set"),
          task(19, "Prepare, validate, split", "D", "training", "training-set"),
          task(20, "Train on new data", "D", "training", "train"),
          task(21, "Evaluate", "D", "training", "train"),
          task(22, "Export", "D", "training", "train"),
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
              List.of("monitoring.challenge.decided"),
              List.of("monitoring.challenge.started"),
              List.of()));

  private static Rule fact(int number, String name, String zone, String component, String done) {
    return new Rule(number, name, zone, component, List.of(done), List.of(), List.of());
  }

  private static Rule task(int number, String name, String zone, String component, String uses) {
    return new Rule(
        number,
        name,
        zone,
        component,
        List.of("workflow.task.succeeded:" + uses),
        List.of("workflow.task.started:" + uses),
        List.of("workflow.task.failed:" + uses));
  }
}
