package dev.loopline.workflow.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
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
    Consumer<String> logger) {
  public StepContext {
    inputs = Map.copyOf(inputs);
  }

  public void log(String line) {
    logger.accept(line);
  }
}
