package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.internal.RunStore.Moved;
import dev.loopline.workflow.internal.TaskDao.Key;
import dev.loopline.workflow.template.UnknownReferenceException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Begins and ends attempts, wherever they run, and keeps their logs. */
final class Attempts {
  private static final int LARGEST_OUTPUTS = 1 << 20;
  private static final int LONGEST_ERROR = 4_000;

  private final Kernel kernel;
  private final RunStore store;
  private final TaskLogs logs;
  private final Duration lease;

  /**
   * @param lease how long an attempt without a sign of life is still its owner's
   */
  Attempts(Kernel kernel, RunStore store, TaskLogs logs, Duration lease) {
    this.kernel = kernel;
    this.store = store;
    this.logs = logs;
    this.lease = lease;
  }

  /** A claimed attempt. */
  record Begun(Moved moved, Key key, String token) {}

  Duration lease() {
    return lease;
  }

  /**
   * Claims a ready task; empty where another was quicker, the run has ended, or the task cannot be
   * begun at all, which fails it alone.
   */
  Optional<Begun> claim(Key key, String owner) {
    String token = kernel.ids().hex32();
    Claim claim = new Claim(token, owner, kernel.clock().now().plus(lease));
    Optional<Begun> begun;
    try {
      begun =
          store
              .apply(key.run(), new Happening.Claimed(key.task(), claim))
              .map(moved -> new Begun(moved, key, token));
    } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
      String error = "The task cannot be begun: " + e + ".";
      store.apply(key.run(), new Happening.Unfit(key.task(), error));
      log(key, error);
      return Optional.empty();
    }
    begun.ifPresent(
        b -> {
          int attempt = b.moved().graph().task(key.task()).tries().attempt();
          log(key, "--- attempt " + attempt + ", " + kernel.clock().now() + ", " + owner);
        });
    return begun;
  }

  /** False where the attempt was no longer the token's. */
  boolean succeed(Key key, String token, Map<String, JsonNode> outputs) {
    String json = Json.write(outputs);
    if (json.length() > LARGEST_OUTPUTS) {
      return fail(
          key,
          token,
          "The outputs have more than 1 MiB; store them as a blob and hand on its digest.");
    }
    return store.apply(key.run(), new Happening.Succeeded(key.task(), token, json)).isPresent();
  }

  boolean fail(Key key, String token, String error) {
    String message =
        error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) + "…" : error;
    boolean counted =
        store.apply(key.run(), new Happening.Failed(key.task(), token, message)).isPresent();
    if (counted) {
      log(key, "failed: " + message);
    }
    return counted;
  }

  /** Fails the attempt, its stack trace in the log where the error was not meant for the user. */
  boolean fail(Key key, String token, Throwable error) {
    if (error instanceof LooplineException || error instanceof UnknownReferenceException) {
      return fail(key, token, String.valueOf(error.getMessage()));
    }
    boolean counted = fail(key, token, error.toString());
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    log(key, trace.toString());
    return counted;
  }

  void backedOff(Key key) {
    store.apply(key.run(), new Happening.BackedOff(key.task()));
  }

  void timedOut(Key key, String token) {
    kernel
        .db()
        .read(h -> RunDao.find(h, key.run()))
        .ifPresent(
            run ->
                fail(
                    key,
                    token,
                    "The attempt took longer than its timeout of "
                        + new Graph(run.pipeline(), run.state(), List.of())
                            .spec(key.task())
                            .timeout()
                        + "."));
  }

  boolean lose(Key key, String token, String error) {
    boolean lost = store.apply(key.run(), new Happening.Lost(key.task(), token, error)).isPresent();
    if (lost) {
      log(key, "lost: " + error);
    }
    return lost;
  }

  /** The attempt is another's, and no loss: its owner has stopped in good order. */
  void giveBack(Key key, String token, String why) {
    store
        .apply(key.run(), new Happening.GivenBack(key.task(), token, why))
        .ifPresent(moved -> log(key, why));
  }

  private void log(Key key, String line) {
    logs.append(key, List.of(line));
  }
}
