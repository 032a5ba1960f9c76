package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.PushReceipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One call of push, from its queueing to its receipt.
 *
 * @param lenient whether rows that do not fit are rejected one by one; otherwise one of them
 *     refuses all
 */
record Push(
    List<JsonNode> rows,
    String actor,
    boolean lenient,
    long started,
    CompletableFuture<PushReceipt> result) {
  Push {
    rows = List.copyOf(rows);
  }

  static Push whole(List<JsonNode> rows, String actor) {
    return new Push(rows, actor, false, System.nanoTime(), new CompletableFuture<>());
  }

  static Push oneByOne(List<JsonNode> rows, String actor) {
    return new Push(rows, actor, true, System.nanoTime(), new CompletableFuture<>());
  }

  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  void succeed(PushReceipt receipt) {
    result.complete(receipt);
  }

  /** Without effect where it has succeeded. */
  void fail(Throwable reason) {
    result.completeExceptionally(reason);
  }
}
