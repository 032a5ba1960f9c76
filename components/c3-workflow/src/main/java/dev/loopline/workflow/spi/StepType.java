package dev.loopline.workflow.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import java.time.Instant;
import java.util.List;

/**
 * A kind of task. Stateless and safe for many threads. A task runs at least once: after a crash the
 * same attempt's work may be done again, so effects are idempotent by run and task. Implement
 * {@link InProcessStep} or {@link IsolatedStep}.
 */
public sealed interface StepType permits InProcessStep, IsolatedStep {
  /** What pipelines write after {@code uses:}. */
  String name();

  Placement placement();

  /** Whether it is a part of its own component's graphs alone, and no product's file may use it. */
  default boolean isInternal() {
    return false;
  }

  /** JSON Schema of {@code with:}; any object where the step does not say. */
  default JsonNode parameterSchema() {
    return Json.object().put("type", "object");
  }

  /**
   * What is wrong with {@code with:}, one sentence each (the fact and the remedy). Values may still
   * be templates such as <code>${parameters.x}</code>.
   */
  default List<String> validate(JsonNode parameters) {
    return List.of();
  }

  /**
   * Told in the transaction that ends an attempt, however it ends, so that what a step keeps beside
   * the task never says that it still runs. Statements alone; a failure would keep the attempt from
   * ending. Told of attempts that never came to {@link IsolatedStep#launch} as well.
   */
  default void ended(Tx tx, AttemptRef attempt, Ending how, Instant at) {}
}
