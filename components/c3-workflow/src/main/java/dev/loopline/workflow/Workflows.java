package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.workflow.spi.StepType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pipelines and their runs. All acknowledged changes are durable. */
public interface Workflows extends AutoCloseable {
  /** Offers a kind of task; before {@link #begin}. */
  void register(StepType type);

  /** Resumes what a crash interrupted and starts to dispatch and to listen for triggers. */
  void begin();

  /** What is wrong with a {@code pipelines/*.yaml}; empty where it fits. */
  List<Violation> validate(YamlDocument pipeline);

  /** {@link #validate} of all of a product's, and of how they start each other. */
  List<Violation> validateAll(List<YamlDocument> pipelines);

  /** Reads a valid document; one that is not is {@code PIPELINE_INVALID} with file and line. */
  PipelineSpec read(YamlDocument pipeline);

  /** Makes these the product's pipelines; those that are not among them are no longer triggered. */
  void apply(
      String product, String commit, @Nullable Digest artifact, List<PipelineSpec> pipelines);

  /** Starts a run of an applied pipeline; {@code trigger} is an event's id or free text. */
  RunId start(
      String product,
      String pipeline,
      Map<String, JsonNode> parameters,
      String trigger,
      String actor);

  /**
   * Runs a graph that belongs to no applied pipeline, such as a delivery. Joins the caller's
   * transaction: with it stands or falls whatever the caller notes of the run.
   */
  RunId startOnce(
      Tx tx,
      String product,
      String commit,
      @Nullable Digest artifact,
      PipelineSpec pipeline,
      Map<String, JsonNode> parameters,
      String trigger,
      String actor);

  /**
   * Takes an event of somebody else into the log, which pipelines may listen to. Once per id and
   * source: one that comes again is known, and changes nothing.
   */
  Receipt receive(String product, CloudEvent event, String actor);

  /**
   * Where a posted event stands in the log.
   *
   * @param known whether it had been posted before
   */
  record Receipt(EventId event, boolean known) {}

  Backfills backfills();

  /** Ends the run: its processes are killed. No effect on one that has ended. */
  void cancel(RunId run, String actor);

  Optional<RunView> find(RunId run);

  /** Runs, newest first, without their tasks. */
  List<RunView> runs(String product, @Nullable String pipeline, @Nullable String before, int limit);

  List<PipelineSpec> pipelines(String product);

  /** {@link #pipelines} with the commits that they came with. */
  List<AppliedPipeline> applied(String product);

  /**
   * No trigger starts the pipeline until it is resumed; by hand it can be started. Events that come
   * meanwhile are passed over, slots wait for its catch-up rule.
   */
  void pause(String product, String pipeline, String reason, String actor);

  /** Ends a pause; no effect where there is none. */
  void resume(String product, String pipeline, @Nullable String reason, String actor);

  /** The JSON Schema of {@code pipelines/*.yaml}. */
  JsonNode schema();

  /** The worker protocol, apart from HTTP. */
  Workers workers();

  /** The task's log, all attempts. */
  String log(RunId run, String task);

  @Override
  void close();
}
