package dev.loopline.workflow.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.workflow.internal.TaskDao.Due;
import dev.loopline.workflow.internal.TaskDao.Key;
import dev.loopline.workflow.spi.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The engine's one thread: wakes at every change and whenever something is due, ends what is over,
 * and hands ready tasks to the pool. All it knows is in the tables, so it can die at any moment.
 */
final class Conductor implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Conductor.class.getName());
  private static final Duration OTHER_SERVERS = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofHours(1);
  private static final Duration GOODBYE = Duration.ofSeconds(10);
  private static final Duration TROUBLE = Duration.ofSeconds(1);

  private final Kernel kernel;
  private final String owner;
  private final StepTypes types;
  private final Attempts attempts;
  private final InProcessRunner runner;
  private final Wakeup wakeup;
  private final Thread thread = Thread.ofVirtual().name("workflow-conductor").unstarted(this::run);
  private Instant renewAt = Instant.EPOCH;

  Conductor(
      Kernel kernel,
      String owner,
      StepTypes types,
      Attempts attempts,
      InProcessRunner runner,
      Wakeup wakeup) {
    this.kernel = kernel;
    this.owner = owner;
    this.types = types;
    this.attempts = attempts;
    this.runner = runner;
    this.wakeup = wakeup;
  }

  /** Gives back what this server had when it stopped, then begins. */
  void start() {
    for (Due orphan : kernel.db().read(h -> TaskDao.ownedBy(h, owner))) {
      lose(orphan, "The server stopped in the middle of the attempt.");
    }
    thread.start();
  }

  private void run() {
    while (!wakeup.isClosed()) {
      long seen = wakeup.generation();
      try {
        wakeup.awaitUntil(seen, round());
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The thread's boundary: a lost database must not end all work for good.
        if (!wakeup.isClosed()) {
          LOG.log(Level.WARNING, "workflow: a round failed; trying again", e);
          pause();
        }
      }
    }
  }

  /** Does all that is due; returns when to look again, if nothing happens before. */
  private Instant round() {
    renewOwn();
    Instant now = kernel.clock().now();
    for (Due due : kernel.db().read(h -> TaskDao.due(h, now))) {
      alone(due.key(), () -> end(due, now));
    }
    for (Key strange : kernel.db().read(h -> TaskDao.strange(h, types.names()))) {
      alone(strange, () -> refuse(strange));
    }
    List<String> inProcess = types.names(Placement.IN_PROCESS);
    for (Key ready : kernel.db().read(h -> TaskDao.ready(h, inProcess, runner.free()))) {
      alone(ready, () -> runner.begin(ready));
    }
    Instant next = kernel.db().read(TaskDao::nextDue).orElse(now.plus(IDLE));
    return List.of(next, renewAt, now.plus(longestWait())).stream()
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** One task that cannot be handled must not keep all others from being. */
  private static void alone(Key key, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "workflow: " + key + " could not be handled; trying again later", e);
    }
  }

  private Duration longestWait() {
    return kernel.db().dialect() == Dialect.POSTGRESQL ? OTHER_SERVERS : IDLE;
  }

  /** Before anything is called lost: a server that was asleep itself has not lost its own work. */
  private void renewOwn() {
    Instant now = kernel.clock().now();
    if (!now.isBefore(renewAt)) {
      Collection<String> running = runner.running();
      kernel.db().change(tx -> TaskDao.renew(tx, running, now.plus(attempts.lease())));
      renewAt = now.plus(attempts.lease().dividedBy(3));
    }
  }

  private void end(Due due, Instant now) {
    Claim claim = due.claim();
    if (due.state() == TaskState.BACKING_OFF || claim == null) {
      attempts.backedOff(due.key());
    } else if (due.due() != null && !due.due().isAfter(now)) {
      attempts.timedOut(due.key(), claim.token());
    } else {
      lose(
          due,
          claim.owner()
              + " gave no sign of life for "
              + attempts.lease().toSeconds()
              + " s; the attempt is made again.");
    }
  }

  private void lose(Due due, String why) {
    Claim claim = due.claim();
    if (claim != null) {
      attempts.lose(due.key(), claim.token(), why);
    }
  }

  private void refuse(Key key) {
    attempts
        .claim(key, owner)
        .ifPresent(
            begun ->
                attempts.fail(
                    key,
                    begun.token(),
                    "This server has no step '"
                        + begun.moved().graph().spec(key.task()).uses()
                        + "'; it has "
                        + String.join(", ", types.names())
                        + "."));
  }

  private static void pause() {
    try {
      Thread.sleep(TROUBLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** After the pool has closed: what was interrupted by that is not lost, but begun anew. */
  void giveBack() {
    try {
      for (Due own : kernel.db().read(h -> TaskDao.ownedBy(h, owner))) {
        Claim claim = own.claim();
        if (claim != null) {
          attempts.giveBack(
              own.key(), claim.token(), "The server was stopped; the attempt is made again.");
        }
      }
    } catch (RuntimeException e) {
      // The next start finds them as after a crash.
      LOG.log(Level.WARNING, "workflow: attempts could not be given back", e);
    }
  }

  /** The wakeup was closed before, so the thread ends by itself, between two transactions. */
  @Override
  public void close() {
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(GOODBYE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
