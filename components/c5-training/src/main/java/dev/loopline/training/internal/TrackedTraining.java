package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunQuery;
import dev.loopline.metadata.RunStatus;
import dev.loopline.training.TrainingResult;
import dev.loopline.workflow.spi.StepContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a training down as a run of the metadata store. */
public final class TrackedTraining {
  private static final String PIPELINE_RUN = "loopline.pipelineRun";
  private static final String ACTOR = "system:training";
  private final Metadata metadata;
  private final WallClock clock;

  public TrackedTraining(Metadata metadata, WallClock clock) {
    this.metadata = metadata;
    this.clock = clock;
  }

  /** The run's id; a run that an earlier attempt began is completed. */
  String track(
      StepContext context, TrainingResult result, JsonNode data, Map<String, Digest> files) {
    Experiment experiment = experiment(context.product() + "/training");
    Run run = run(experiment, context);
    metadata.log().log(run.id(), batch(context, run, result, data));
    files.forEach((name, digest) -> link(run, "model/" + name, digest));
    metadata.runs().update(run.id(), RunStatus.FINISHED, clock.now(), null, ACTOR);
    return run.id();
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

  private Run run(Experiment experiment, StepContext context) {
    RunQuery earlier =
        RunQuery.active(experiment.id(), "tags.`" + PIPELINE_RUN + "` = '" + context.runId() + "'");
    return metadata.runs().search(earlier, null, 1).runs().stream()
        .findFirst()
        .orElseGet(
            () ->
                metadata
                    .runs()
                    .create(
                        new NewRun(
                            experiment.id(),
                            "train-" + context.eventTime().toString().substring(0, 10),
                            ACTOR,
                            null,
                            tags(context)),
                        ACTOR));
  }

  private static Map<String, String> tags(StepContext context) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(PIPELINE_RUN, context.runId());
    tags.put("loopline.product", context.product());
    tags.put("loopline.eventTime", context.eventTime().toString());
    tags.put("mlflow.source.git.commit", context.commit());
    return tags;
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

  private void link(Run run, String path, Digest digest) {
    metadata
        .files()
        .place(run.info().artifactUri())
        .ifPresent(root -> metadata.files().link(SafePath.of(root + "/" + path), digest));
  }
}
