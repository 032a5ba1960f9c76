package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunStatus;
import dev.loopline.metadata.Tracking;
import dev.loopline.training.TrainingResult;
import dev.loopline.workflow.spi.StepContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a training down as a run of the metadata store. */
public final class TrackedTraining {
  private static final String PIPELINE_RUN = "loopline.pipelineRun";
  private static final int RECENT = 50;
  private static final long LARGEST_FILE = 1L << 30;

  private final Tracking tracking;
  private final Artifacts artifacts;
  private final WallClock clock;

  public TrackedTraining(Tracking tracking, Artifacts artifacts, WallClock clock) {
    this.tracking = tracking;
    this.artifacts = artifacts;
    this.clock = clock;
  }

  /** The run's id; a run that an earlier attempt began is completed. */
  String track(
      StepContext context, TrainingResult result, JsonNode data, Map<String, Digest> files) {
    Experiment experiment = experiment(context.product() + "/training");
    Run run = run(experiment, context);
    tracking.log(run.id(), batch(context, result, data));
    files.forEach((name, digest) -> put(run.id(), "model/" + name, digest));
    tracking.update(run.id(), RunStatus.FINISHED, clock.now(), null);
    return run.id();
  }

  private Experiment experiment(String name) {
    return tracking
        .findExperiment(name)
        .orElseGet(
            () -> {
              try {
                return tracking.createExperiment(name);
              } catch (LooplineException e) {
                // Another run created it in between.
                return tracking.findExperiment(name).orElseThrow(() -> e);
              }
            });
  }

  private Run run(Experiment experiment, StepContext context) {
    List<Run> recent = tracking.runs(List.of(experiment.id()), Lifecycle.ACTIVE, null, RECENT);
    return recent.stream()
        .filter(r -> context.runId().equals(r.tags().get(PIPELINE_RUN)))
        .findFirst()
        .orElseGet(
            () ->
                tracking.createRun(
                    experiment.id(),
                    "train-" + context.eventTime().toString().substring(0, 10),
                    "system:training",
                    null,
                    tags(context)));
  }

  private static Map<String, String> tags(StepContext context) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(PIPELINE_RUN, context.runId());
    tags.put("loopline.product", context.product());
    tags.put("loopline.eventTime", context.eventTime().toString());
    tags.put("mlflow.source.git.commit", context.commit());
    return tags;
  }

  private LogBatch batch(StepContext context, TrainingResult result, JsonNode data) {
    long now = clock.now().toEpochMilli();
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

  private void put(String run, String path, Digest digest) {
    try (InputStream in = artifacts.open(digest)) {
      tracking.putArtifact(run, SafePath.of(path), in, LARGEST_FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
