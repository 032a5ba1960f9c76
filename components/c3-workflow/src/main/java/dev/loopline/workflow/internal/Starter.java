package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.workflow.PipelineSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes runs, and decides whether one may begin, waits or is left out. */
final class Starter {
  private final Kernel kernel;
  private final RunStore store;

  Starter(Kernel kernel, RunStore store) {
    this.kernel = kernel;
    this.store = store;
  }

  /** Who asks for a run, why, and at which event time. */
  record Cause(String trigger, String actor, Instant eventTime) {}

  /** The new run's id, or what stands in its way. */
  sealed interface Outcome {
    record Started(String run) implements Outcome {}

    record Skipped(String activeRun) implements Outcome {}
  }

  /** Starts an applied pipeline's run; the caller holds the pipeline's lock. */
  Outcome start(Tx tx, PipelineRow pipeline, Map<String, JsonNode> parameters, Cause cause) {
    PipelineSpec spec = pipeline.spec();
    Optional<String> active = active(tx, pipeline.product(), spec.name());
    if (active.isPresent() && spec.concurrency() == PipelineSpec.Concurrency.SKIP) {
      return new Outcome.Skipped(active.get());
    }
    RunRow run =
        row(
            pipeline.product(),
            pipeline.commit(),
            pipeline.artifact(),
            spec,
            true,
            merged(spec, parameters),
            cause);
    store.create(tx, run);
    if (active.isEmpty()) {
      store.apply(tx, run.id(), new Happening.Admitted());
    }
    return new Outcome.Started(run.id());
  }

  /** Starts a run of its own, whatever else is under way. */
  String startOnce(
      Tx tx,
      String product,
      String commit,
      @Nullable Digest artifact,
      PipelineSpec spec,
      Map<String, JsonNode> parameters,
      Cause cause) {
    RunRow run = row(product, commit, artifact, spec, false, merged(spec, parameters), cause);
    store.create(tx, run);
    store.apply(tx, run.id(), new Happening.Admitted());
    return run.id();
  }

  private static Optional<String> active(Tx tx, String product, String pipeline) {
    return RunDao.first(tx.handle(), RunState.RUNNING, product, pipeline)
        .or(() -> RunDao.first(tx.handle(), RunState.PENDING, product, pipeline));
  }

  private RunRow row(
      String product,
      String commit,
      @Nullable Digest artifact,
      PipelineSpec spec,
      boolean applied,
      JsonNode parameters,
      Cause cause) {
    return new RunRow(
        kernel.ids().next("run"),
        product,
        commit,
        artifact,
        spec,
        applied,
        RunState.PENDING,
        cause.trigger(),
        cause.actor(),
        parameters,
        cause.eventTime(),
        kernel.clock().now(),
        null);
  }

  private static JsonNode merged(PipelineSpec spec, Map<String, JsonNode> given) {
    ObjectNode all = Json.object();
    spec.parameters().forEach(all::set);
    given.forEach(
        (name, value) -> {
          if (!spec.parameters().containsKey(name)) {
            throw new LooplineException(
                KernelError.INVALID_ARGUMENT,
                "The pipeline '"
                    + spec.name()
                    + "' has no parameter '"
                    + name
                    + "'."
                    + Nearest.to(name, spec.parameters().keySet())
                        .map(n -> " Did you mean '" + n + "'?")
                        .orElse("")
                    + " It has: "
                    + String.join(", ", new TreeSet<>(spec.parameters().keySet()))
                    + ".");
          }
          all.set(name, value);
        });
    return all;
  }
}
