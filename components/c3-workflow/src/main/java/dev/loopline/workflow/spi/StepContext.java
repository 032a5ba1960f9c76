package dev.loopline.workflow.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.seed.Seeds;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a step knows of the task that it does.
 *
 * @param artifact the delivered artifact that the pipeline came with, where there is one
 * @param attempt from 1
 * @param parameters {@code with:}, its templates filled in
 * @param inputs outputs of the tasks that this one needs, by task id, each an object
 * @param eventTime the product's event time when the run was started
 * @param logger takes lines of the task's log
 * @param fence asked in the transaction of an effect: refuses an attempt that is over by now, since
 *     a step that does not heed its interrupt goes on after its time
 */
public record StepContext(
    String product,
    String commit,
    @Nullable Digest artifact,
    String runId,
    String taskId,
    int attempt,
    JsonNode parameters,
    Map<String, JsonNode> inputs,
    Instant eventTime,
    Seeds seeds,
    Consumer<String> logger,
    Consumer<Tx> fence) {
  public StepContext {
    inputs = Map.copyOf(inputs);
  }

  /** For tests of steps: an attempt that is never over. */
  public StepContext(
      String product,
      String commit,
      @Nullable Digest artifact,
      String runId,
      String taskId,
      int attempt,
      JsonNode parameters,
      Map<String, JsonNode> inputs,
      Instant eventTime,
      Seeds seeds,
      Consumer<String> logger) {
    this(
        product,
        commit,
        artifact,
        runId,
        taskId,
        attempt,
        parameters,
        inputs,
        eventTime,
        seeds,
        logger,
        tx -> {});
  }

  public void log(String line) {
    logger.accept(line);
  }

  /** Fails with {@code ATTEMPT_LOST}, and so rolls the effect back, where the attempt is over. */
  public void requireCurrent(Tx tx) {
    fence.accept(tx);
  }
}
