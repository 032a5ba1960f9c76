package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventFilter;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.workflow.AppliedPipeline;
import dev.loopline.workflow.Backfills;
import dev.loopline.workflow.CloudEvent;
import dev.loopline.workflow.PipelineFile;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.RunView;
import dev.loopline.workflow.Workers;
import dev.loopline.workflow.WorkflowError;
import dev.loopline.workflow.Workflows;
import dev.loopline.workflow.internal.Starter.Cause;
import dev.loopline.workflow.spi.StepType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Workflows} over the component's tables. */
public final class StoredWorkflows implements Workflows {
  private static final String SUBSCRIBER = "workflow-triggers";

  private final Kernel kernel;
  private final Engine engine;
  private final PipelineFile file;
  private final StoredBackfills backfills;

  public StoredWorkflows(Kernel kernel, Engine engine) {
    this.kernel = kernel;
    this.engine = engine;
    this.file = new PipelineFile(engine.types().byName());
    this.backfills =
        new StoredBackfills(kernel, engine.starter(), engine.store(), this::noPipeline);
  }

  @Override
  public void register(StepType type) {
    engine.types().register(type);
  }

  @Override
  public void begin() {
    engine.types().freeze();
    engine.conductor().start();
    engine.triggers().begin();
    kernel.events().subscribe(SUBSCRIBER, EventFilter.all(), this::on);
  }

  private void on(Event event) {
    engine.triggers().on(event);
    backfills.on(event);
  }

  @Override
  public Backfills backfills() {
    return backfills;
  }

  @Override
  public List<Violation> validate(YamlDocument pipeline) {
    return file.validate(pipeline);
  }

  @Override
  public List<Violation> validateAll(List<YamlDocument> pipelines) {
    return file.validateAll(pipelines);
  }

  @Override
  public PipelineSpec read(YamlDocument pipeline) {
    return file.read(pipeline);
  }

  @Override
  public JsonNode schema() {
    return file.schema().document();
  }

  @Override
  public void apply(
      String product, String commit, @Nullable Digest artifact, List<PipelineSpec> pipelines) {
    requireDistinct(pipelines);
    kernel
        .db()
        .change(
            tx -> {
              PipelineDao.retireAll(tx, product);
              for (PipelineSpec spec : pipelines) {
                PipelineDao.put(
                    tx, new PipelineRow(product, commit, artifact, spec, kernel.clock().now()));
              }
              engine.triggers().replace(tx, product, pipelines);
              // A limit may have grown, and waiting runs fit.
              for (PipelineSpec spec : pipelines) {
                engine.store().admit(tx, product, spec.name(), spec.concurrency().limit());
              }
            });
  }

  private static void requireDistinct(List<PipelineSpec> pipelines) {
    Map<String, PipelineSpec> byName = new HashMap<>();
    for (PipelineSpec spec : pipelines) {
      if (byName.put(spec.name(), spec) != null) {
        throw new LooplineException(
            WorkflowError.PIPELINE_INVALID,
            "Two pipelines are called '" + spec.name() + "'; rename one.");
      }
    }
  }

  @Override
  public RunId start(
      String product,
      String pipeline,
      Map<String, JsonNode> parameters,
      String trigger,
      String actor) {
    Starter.Outcome outcome =
        kernel
            .db()
            .write(
                tx -> {
                  PipelineRow row =
                      PipelineDao.lock(tx, product, pipeline, kernel.db().dialect())
                          .orElseThrow(() -> noPipeline(product, pipeline));
                  Cause cause = new Cause(trigger, actor, kernel.eventTime().now(tx, product));
                  return engine.starter().start(tx, row, parameters, cause);
                });
    return switch (outcome) {
      case Starter.Outcome.Started(String run) -> new RunId(run);
      case Starter.Outcome.Skipped(String active) ->
          throw new LooplineException(
              WorkflowError.RUN_ALREADY_ACTIVE,
              "The pipeline '"
                  + pipeline
                  + "' runs already ("
                  + active
                  + "). Wait for its end, cancel it, or declare another 'concurrency': queue, replace"
                  + " or allow.",
              Map.of("run", active),
              null);
    };
  }

  private LooplineException noPipeline(String product, String name) {
    List<String> names = pipelines(product).stream().map(PipelineSpec::name).toList();
    return new LooplineException(
        WorkflowError.PIPELINE_NOT_FOUND,
        product
            + " has no pipeline '"
            + name
            + "'."
            + Nearest.to(name, names).map(n -> " Did you mean '" + n + "'?").orElse("")
            + (names.isEmpty()
                ? " Deliver one under pipelines/."
                : " It has: " + String.join(", ", names) + "."));
  }

  @Override
  public RunId startOnce(
      Tx tx,
      String product,
      String commit,
      @Nullable Digest artifact,
      PipelineSpec pipeline,
      Map<String, JsonNode> parameters,
      String trigger,
      String actor) {
    Cause cause = new Cause(trigger, actor, kernel.eventTime().now(tx, product));
    return new RunId(
        engine.starter().startOnce(tx, product, commit, artifact, pipeline, parameters, cause));
  }

  @Override
  public Receipt receive(String product, CloudEvent event, String actor) {
    return kernel.db().write(tx -> engine.triggers().receive(tx, product, event, actor));
  }

  @Override
  public void cancel(RunId run, String actor) {
    require(run);
    engine.store().apply(run.value(), new Happening.Cancelled(actor));
  }

  @Override
  public Optional<RunView> find(RunId run) {
    return kernel
        .db()
        .read(
            h ->
                RunDao.find(h, run.value())
                    .map(row -> RunViews.of(row, TaskDao.of(h, run.value()))));
  }

  private RunView require(RunId run) {
    return find(run)
        .orElseThrow(
            () ->
                new LooplineException(
                    WorkflowError.RUN_NOT_FOUND, "There is no pipeline run '" + run + "'."));
  }

  @Override
  public List<RunView> runs(
      String product, @Nullable String pipeline, @Nullable String before, int limit) {
    return kernel.db().read(h -> RunDao.page(h, product, pipeline, before, limit)).stream()
        .map(row -> RunViews.of(row, List.of()))
        .toList();
  }

  @Override
  public List<PipelineSpec> pipelines(String product) {
    return applied(product).stream().map(AppliedPipeline::spec).toList();
  }

  @Override
  public List<AppliedPipeline> applied(String product) {
    return kernel.db().read(h -> Pauses.applied(h, product));
  }

  @Override
  public void pause(String product, String pipeline, String reason, String actor) {
    engine.triggers().pauses().pause(named(product, pipeline), reason, actor);
  }

  @Override
  public void resume(String product, String pipeline, @Nullable String reason, String actor) {
    engine.triggers().pauses().resume(named(product, pipeline), reason, actor);
  }

  private Pauses.Named named(String product, String pipeline) {
    if (pipelines(product).stream().noneMatch(p -> p.name().equals(pipeline))) {
      throw noPipeline(product, pipeline);
    }
    return new Pauses.Named(product, pipeline);
  }

  @Override
  public Workers workers() {
    return engine.workers();
  }

  @Override
  public String log(RunId run, String task) {
    if (require(run).tasks().stream().noneMatch(t -> t.id().equals(task))) {
      throw new LooplineException(
          WorkflowError.RUN_NOT_FOUND, "The run " + run + " has no task '" + task + "'.");
    }
    return engine.logs().read(new TaskDao.Key(run.value(), task));
  }

  @Override
  public void close() {
    engine.triggers().close();
    engine.close();
  }
}
