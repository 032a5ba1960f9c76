package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.workflow.PipelineSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes runs, and decides whether one may begin, waits or is left out. */
final class Starter {
  private final Kernel kernel;
  private final RunStore store;

  Starter(Kernel kernel, RunStore store) {
    this.kernel = kernel;
    this.store = store;
  }

  /** Who asks for a run, why, at which event time, and for which slot of a schedule. */
  record Cause(String trigger, String actor, Instant eventTime, @Nullable Instant slot) {
    Cause(String trigger, String actor, Instant eventTime) {
      this(trigger, actor, eventTime, null);
    }
  }

  /** The new run's id, or what stands in its way. */
  sealed interface Outcome {
    record Started(String run) implements Outcome {}

    record Skipped(String activeRun) implements Outcome {}
  }

  /** Starts an applied pipeline's run; the caller holds the pipeline's lock. */
  Outcome start(Tx tx, PipelineRow pipeline, Map<String, JsonNode> parameters, Cause cause) {
    PipelineSpec spec = pipeline.spec();
    PipelineSpec.Concurrency concurrency = spec.concurrency();
    List<String> active = active(tx, pipeline.product(), spec.name());
    if (!active.isEmpty() && concurrency.policy() == PipelineSpec.Concurrency.Policy.SKIP) {
      return new Outcome.Skipped(active.getLast());
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
    if (concurrency.policy() == PipelineSpec.Concurrency.Policy.REPLACE) {
      active.forEach(old -> replace(tx, run, old));
    }
    store.create(tx, run);
    store.admit(tx, pipeline.product(), spec.name(), concurrency.limit());
    return new Outcome.Started(run.id());
  }

  /** {@link #start} for nobody who could be told; what stands in its way is told to the log. */
  Optional<String> triggered(Tx tx, PipelineRow pipeline, Cause cause) {
    return switch (start(tx, pipeline, Map.of(), cause)) {
      case Outcome.Started(String run) -> Optional.of(run);
      case Outcome.Skipped(String active) -> {
        skipped(tx, pipeline, cause, Json.object().put("active", active));
        yield Optional.empty();
      }
    };
  }

  /** Tells the log of a trigger that has started nothing, and why. */
  void skipped(Tx tx, PipelineRow pipeline, Cause cause, ObjectNode why) {
    String name = pipeline.spec().name();
    ObjectNode data = why.put("pipeline", name).put("trigger", cause.trigger());
    if (cause.slot() != null) {
      data.put("slot", cause.slot().toString());
    }
    tell(tx, "workflow.trigger.skipped", name, pipeline.product(), data);
  }

  private void tell(Tx tx, String type, String subject, String product, ObjectNode data) {
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                type, WorkflowEvents.SOURCE, subject, product, WorkflowEvents.ACTOR, data));
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

  /** What waits and then what is under way, so that nothing waiting is let in by an end. */
  private static List<String> active(Tx tx, String product, String pipeline) {
    return Stream.of(RunState.PENDING, RunState.RUNNING)
        .flatMap(state -> RunDao.all(tx.handle(), state, product, pipeline).stream())
        .toList();
  }

  private void replace(Tx tx, RunRow run, String old) {
    // One that has ended by itself meanwhile was not replaced.
    if (store.apply(tx, old, new Happening.Cancelled(run.actor())).isPresent()) {
      tell(
          tx,
          "workflow.run.replaced",
          old,
          run.product(),
          Json.object().put("pipeline", run.pipeline().name()).put("run", old).put("by", run.id()));
    }
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
        cause.slot(),
        kernel.clock().now(),
        null);
  }

  /** Refuses values for parameters that the pipeline does not have. */
  static void requireParameters(PipelineSpec spec, Map<String, JsonNode> given) {
    merged(spec, given);
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
