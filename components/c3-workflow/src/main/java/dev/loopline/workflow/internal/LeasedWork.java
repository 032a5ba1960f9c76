package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.Workers;
import dev.loopline.workflow.WorkflowError;
import dev.loopline.workflow.internal.Attempts.Begun;
import dev.loopline.workflow.internal.TaskDao.Due;
import dev.loopline.workflow.internal.TaskDao.Key;
import dev.loopline.workflow.spi.AttemptRef;
import dev.loopline.workflow.spi.IsolatedStep;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.Measurements;
import dev.loopline.workflow.spi.Placement;
import dev.loopline.workflow.spi.StepType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Isolated attempts, as workers see them. */
final class LeasedWork implements Workers {
  private static final Logger LOG = Logger.getLogger(LeasedWork.class.getName());
  private static final int CANDIDATES = 20;
  private static final Duration OTHER_SERVERS = Duration.ofSeconds(1);
  private static final Duration OFFER = Duration.ofSeconds(10);
  private static final Heartbeat GO_ON = new Heartbeat(false, "");
  private static final Heartbeat STOP =
      new Heartbeat(
          true, "The attempt is over for this worker: cancelled, out of time, or another's.");

  private final Kernel kernel;
  private final StepTypes types;
  private final Attempts attempts;
  private final Contexts contexts;
  private final TaskLogs logs;
  private final Wakeup wakeup;
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  LeasedWork(
      Kernel kernel,
      StepTypes types,
      Attempts attempts,
      Contexts contexts,
      TaskLogs logs,
      Wakeup wakeup) {
    this.kernel = kernel;
    this.types = types;
    this.attempts = attempts;
    this.contexts = contexts;
    this.logs = logs;
    this.wakeup = wakeup;
  }

  @Override
  public Optional<Leased> lease(String worker, Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    gone.remove(worker);
    while (!wakeup.isClosed() && !gone.contains(worker)) {
      long seen = wakeup.generation();
      Optional<Leased> leased = leaseNow(worker);
      long left = end - System.nanoTime();
      if (leased.isPresent() || left <= 0) {
        return leased;
      }
      await(seen, left);
    }
    return Optional.empty();
  }

  private Optional<Leased> leaseNow(String worker) {
    List<String> isolated = types.names(Placement.ISOLATED);
    for (Key key : kernel.db().read(h -> TaskDao.ready(h, isolated, CANDIDATES))) {
      try {
        Optional<Leased> leased = attempts.claim(key, owner(worker)).flatMap(this::launch);
        if (leased.isPresent()) {
          return leased;
        }
      } catch (RuntimeException e) {
        // One task that cannot be handled must not keep all others from being.
        LOG.log(Level.WARNING, "workflow: " + key + " could not be leased", e);
      }
    }
    return Optional.empty();
  }

  /** Empty where the step could not say what to start; its attempt has failed then. */
  private Optional<Leased> launch(Begun begun) {
    Key key = begun.key();
    PipelineSpec.Task spec = begun.moved().graph().spec(key.task());
    try {
      StepType type = types.require(spec.uses());
      if (!(type instanceof IsolatedStep step)) {
        throw new IllegalStateException(type.name() + " is not isolated");
      }
      Launch launch = step.launch(contexts.of(begun));
      if (!renew(begun.token(), least(OFFER, attempts.lease()))) {
        return Optional.empty();
      }
      return Optional.of(
          new Leased(
              key.run(),
              key.task(),
              begun.moved().graph().task(key.task()).tries().attempt(),
              begun.moved().run().product(),
              spec.uses(),
              begun.token(),
              attempts.lease(),
              spec.timeout(),
              launch));
    } catch (Exception e) {
      // A step's own failure is its attempt's, not the worker's that asked for work.
      attempts.fail(key, begun.token(), e);
      return Optional.empty();
    }
  }

  @Override
  public Heartbeat heartbeat(String token, Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    if (!renew(token)) {
      return STOP;
    }
    while (!wakeup.isClosed()) {
      long seen = wakeup.generation();
      if (running(token).isEmpty()) {
        return STOP;
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        // Not renewed again: the one who asked may be gone, and the next heartbeat does it.
        return GO_ON;
      }
      await(seen, left);
    }
    return GO_ON;
  }

  private boolean renew(String token) {
    return renew(token, attempts.lease());
  }

  private boolean renew(String token, Duration time) {
    return kernel.db().write(tx -> TaskDao.renew(tx, token, kernel.clock().now().plus(time)));
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static String owner(String worker) {
    return "worker " + worker;
  }

  @Override
  public void leave(String worker) {
    gone.add(worker);
    wakeup.signal();
    for (Due held : kernel.db().read(h -> TaskDao.ownedBy(h, owner(worker)))) {
      Claim claim = held.claim();
      if (claim != null) {
        attempts.giveBack(
            held.key(), claim.token(), "The worker was stopped; the attempt is made again.");
      }
    }
  }

  @Override
  public void log(String token, List<String> lines) {
    logs.append(running(token).orElseThrow(LeasedWork::lost).key(), lines);
  }

  @Override
  public void measured(String token, Measurements measurements) {
    Key key = running(token).orElseThrow(LeasedWork::lost).key();
    RunRow run = kernel.db().read(h -> RunDao.find(h, key.run())).orElseThrow();
    Graph graph =
        new Graph(run.pipeline(), run.state(), kernel.db().read(h -> TaskDao.states(h, run.id())));
    int attempt = graph.task(key.task()).tries().attempt();
    if (types.require(graph.spec(key.task()).uses()) instanceof IsolatedStep step) {
      step.measured(new AttemptRef(run.product(), run.id(), key.task(), attempt), measurements);
    }
  }

  @Override
  public void succeed(String token, Map<String, JsonNode> outputs) {
    Due attempt = kernel.db().read(h -> TaskDao.byToken(h, token)).orElseThrow(LeasedWork::lost);
    // A completion whose answer was lost on the way is sent again.
    if (attempt.state() != TaskState.SUCCEEDED
        && !attempts.succeed(attempt.key(), token, outputs)) {
      throw lost();
    }
  }

  @Override
  public void fail(String token, String error) {
    Due attempt = running(token).orElseThrow(LeasedWork::lost);
    if (!attempts.fail(attempt.key(), token, error)) {
      throw lost();
    }
  }

  private Optional<Due> running(String token) {
    return kernel
        .db()
        .read(h -> TaskDao.byToken(h, token))
        .filter(a -> a.state() == TaskState.RUNNING);
  }

  private void await(long seen, long nanos) {
    // Another server's changes do not signal here.
    long slice =
        kernel.db().dialect() == Dialect.POSTGRESQL
            ? Math.min(nanos, OTHER_SERVERS.toNanos())
            : nanos;
    try {
      wakeup.await(seen, Duration.ofNanos(slice));
    } catch (InterruptedException e) {
      throw new LooplineException(
          KernelError.SHUTTING_DOWN, "The server is shutting down; try again when it is back.", e);
    }
  }

  private static LooplineException lost() {
    return new LooplineException(
        WorkflowError.ATTEMPT_LOST,
        "The attempt is no longer this worker's: it was cancelled, took too long, or gave no sign"
            + " of life and is another's now. Drop the work and lease anew.");
  }
}
