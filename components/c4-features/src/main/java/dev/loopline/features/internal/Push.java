package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.PushReceipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of push, from its queueing to its receipt. Touched under the source's lock only. */
final class Push {
  private final List<JsonNode> rows;
  private final String actor;
  private final long started = System.nanoTime();
  private @Nullable PushReceipt receipt;
  private @Nullable RuntimeException failure;

  Push(List<JsonNode> rows, String actor) {
    this.rows = List.copyOf(rows);
    this.actor = actor;
  }

  List<JsonNode> rows() {
    return rows;
  }

  String actor() {
    return actor;
  }

  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  boolean isDone() {
    return receipt != null || failure != null;
  }

  void succeed(PushReceipt outcome) {
    this.receipt = outcome;
  }

  void fail(RuntimeException reason) {
    this.failure = reason;
  }

  PushReceipt result() {
    if (failure != null) {
      throw failure;
    }
    if (receipt == null) {
      throw new IllegalStateException("the push was not done");
    }
    return receipt;
  }
}
