package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunInfo;
import dev.loopline.metadata.RunStatus;
import dev.loopline.training.TrainingResult;
import dev.loopline.workflow.spi.AttemptRef;
import dev.loopline.workflow.spi.Ending;
import dev.loopline.workflow.spi.Measurements;
import dev.loopline.workflow.spi.StepContext;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training as a run of the metadata store: there from the moment that it begins, ended in the
 * transaction that ends its attempt, and one run whatever number of attempts it takes. Its id is
 * derived from the pipeline run and the task, so whoever tells of it again means the same run.
 */
public final class TrackedTraining {
  private static final String ACTOR = "system:training";
  private static final String ENVIRONMENT = "environment.json";
  private static final int LARGEST_ENVIRONMENT = 1 << 20;

  private static final int BATCH = 1_000;

  private final Metadata metadata;
  private final WallClock clock;

  public TrackedTraining(Metadata metadata, WallClock clock) {
    this.metadata = metadata;
    this.clock = clock;
  }

  /** Begins the run, or goes on with it; refused where the attempt is over by now. */
  void begin(StepContext context, long seed) {
    Run run =
        metadata
            .runs()
            .begin(
                TrainingTags.run(context.runId(), context.taskId()),
                fresh(context, context.taskId()),
                ACTOR,
                context::requireCurrent);
    metadata.log().log(
        run.id(),
        new LogBatch(
            List.of(),
            List.of(
                Map.entry("seed", Long.toString(seed)), Map.entry("code.commit", context.commit())),
            List.of()));
  }

  void ended(Tx tx, AttemptRef attempt, Ending how, Instant at) {
    RunStatus status =
        switch (how) {
          case SUCCEEDED -> RunStatus.FINISHED;
          case FAILED, LOST -> RunStatus.FAILED;
          case CANCELLED -> RunStatus.KILLED;
        };
    metadata.runs().end(tx, TrainingTags.run(attempt.runId(), attempt.taskId()), status, at, ACTOR);
  }

  /** Points by the second since the run's start, so that attempts follow each other. */
  void measured(AttemptRef attempt, Measurements measurements) {
    RunInfo run =
        metadata.runs().require(TrainingTags.run(attempt.runId(), attempt.taskId())).info();
    List<Metric> points = new ArrayList<>();
    for (Measurements.Sample sample : measurements.samples()) {
      long at = sample.at().toEpochMilli();
      long step = Math.max(0, at - run.startedAt().toEpochMilli()) / 1000;
      sample.values().forEach((name, value) -> points.add(new Metric(name, value, at, step)));
    }
    for (int i = 0; i < points.size(); i += BATCH) {
      List<Metric> some = points.subList(i, Math.min(points.size(), i + BATCH));
      metadata.log().log(run.id(), new LogBatch(some, List.of(), List.of()));
    }
    JsonNode environment = measurements.environment();
    if (environment != null) {
      environment(run, environment);
    }
  }

  private void environment(RunInfo run, JsonNode environment) {
    metadata.log().log(
        run.id(),
        new LogBatch(
            List.of(), List.of(), List.copyOf(TrainingTags.ofEnvironment(environment).entrySet())));
    place(run, ENVIRONMENT)
        .ifPresent(
            path ->
                metadata
                    .files()
                    .put(
                        path,
                        new ByteArrayInputStream(Json.bytes(environment)),
                        LARGEST_ENVIRONMENT));
  }

  /**
   * Writes down what came of it, and says the run's id; where nobody told of its begin, it is begun
   * and ended here.
   *
   * @param trained the task that trained
   */
  String track(
      StepContext context,
      String trained,
      TrainingResult result,
      JsonNode data,
      Map<String, Digest> files) {
    Run run = known(context, trained);
    metadata.log().log(run.id(), batch(context, run, result, data));
    files.forEach((name, digest) -> link(run.info(), "model/" + name, digest));
    return run.id();
  }

  private Run known(StepContext context, String trained) {
    String id = TrainingTags.run(context.runId(), trained);
    return metadata
        .runs()
        .find(id)
        .orElseGet(
            () -> {
              Run run =
                  metadata
                      .runs()
                      .begin(id, fresh(context, trained), ACTOR, context::requireCurrent);
              metadata.runs().update(id, RunStatus.FINISHED, clock.now(), null, ACTOR);
              return run;
            });
  }

  private NewRun fresh(StepContext context, String task) {
    return new NewRun(
        experiment(context.product() + "/training").id(),
        "train-" + context.eventTime().toString().substring(0, 10),
        ACTOR,
        null,
        TrainingTags.of(context, task));
  }

  private Experiment experiment(String name) {
    return metadata
        .experiments()
        .find(name)
        .orElseGet(
            () -> {
              try {
                return metadata.experiments().create(NewExperiment.named(name), ACTOR);
              } catch (LooplineException e) {
                // Another run created it in between.
                return metadata.experiments().find(name).orElseThrow(() -> e);
              }
            });
  }

  /** Stamped by the run's start, so that a second attempt logs the same points. */
  private static LogBatch batch(
      StepContext context, Run run, TrainingResult result, JsonNode data) {
    long now = run.info().startedAt().toEpochMilli();
    List<Metric> metrics = new ArrayList<>();
    result.metrics().forEach((name, value) -> metrics.add(new Metric(name, value, now, 0)));
    for (int i = 0; i < result.curve().size(); i++) {
      metrics.add(new Metric("validation_auc_by_round", result.curve().get(i), now, i));
    }
    List<Map.Entry<String, String>> params = new ArrayList<>();
    result.parameters().forEach((name, value) -> params.add(Map.entry(name, value.asText())));
    params.add(Map.entry("data.snapshot", data.path("snapshot").asText()));
    params.add(Map.entry("data.digest", data.path("digest").asText()));
    params.add(Map.entry("data.until", data.path("until").asText()));
    params.add(Map.entry("code.commit", context.commit()));
    return new LogBatch(metrics, params, List.of());
  }

  private void link(RunInfo run, String path, Digest digest) {
    place(run, path).ifPresent(file -> metadata.files().link(file, digest));
  }

  private Optional<SafePath> place(RunInfo run, String path) {
    return metadata.files().place(run.artifactUri()).map(root -> SafePath.of(root + "/" + path));
  }
}
