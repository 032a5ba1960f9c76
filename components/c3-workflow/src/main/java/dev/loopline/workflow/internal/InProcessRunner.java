package dev.loopline.workflow.internal;

import dev.loopline.workflow.internal.Attempts.Begun;
import dev.loopline.workflow.internal.TaskDao.Key;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepType;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes ready in-process tasks as long as threads are free, and runs them. */
final class InProcessRunner {
  private static final Logger LOG = Logger.getLogger(InProcessRunner.class.getName());

  private final String owner;
  private final StepTypes types;
  private final StepPool pool;
  private final Attempts attempts;
  private final Contexts contexts;
  private final Wakeup wakeup;

  InProcessRunner(
      String owner,
      StepTypes types,
      StepPool pool,
      Attempts attempts,
      Contexts contexts,
      Wakeup wakeup) {
    this.owner = owner;
    this.types = types;
    this.pool = pool;
    this.attempts = attempts;
    this.contexts = contexts;
    this.wakeup = wakeup;
  }

  int free() {
    return pool.free();
  }

  /** Tokens of the attempts that are really under way here. */
  Collection<String> running() {
    return pool.running();
  }

  /** Begins it; called from the conductor's thread alone. */
  void begin(Key ready) {
    attempts.claim(ready, owner).ifPresent(begun -> pool.submit(begun.token(), () -> run(begun)));
  }

  private void run(Begun begun) {
    Key key = begun.key();
    try {
      StepType type = types.require(begun.moved().graph().spec(key.task()).uses());
      if (!(type instanceof InProcessStep step)) {
        throw new IllegalStateException(type.name() + " does not run in process");
      }
      attempts.succeed(key, begun.token(), step.run(contexts.of(begun)).outputs());
    } catch (Throwable e) {
      // The thread's boundary: whatever a step throws, errors included, is its attempt's end.
      report(begun, e);
    }
  }

  private void report(Begun begun, Throwable error) {
    if (wakeup.isClosed()) {
      // Interrupted by our own closing, which is not the step's fault: begin() takes it up again.
      return;
    }
    try {
      attempts.fail(begun.key(), begun.token(), error);
    } catch (RuntimeException e) {
      // The database is gone; the claim runs out and the attempt is then made again.
      e.addSuppressed(error);
      LOG.log(Level.WARNING, "the end of " + begun.key() + " could not be written", e);
    }
  }
}
