package dev.loopline.metadata.internal.openlineage;

import dev.loopline.http.outgoing.Addresses;
import dev.loopline.http.outgoing.Post;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventFilter;
import dev.loopline.kernel.leases.Lease;
import dev.loopline.metadata.openlineage.OpenLineageSender;
import dev.loopline.metadata.openlineage.OpenLineageTarget;
import dev.loopline.metadata.spi.RunEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells somebody of our runs: at least once, in the log's order, from its first event on. The
 * subscriber only writes down what is to be told, so it keeps nobody waiting; one thread sends, and
 * waits longer and longer while nobody answers. Of several servers one sends.
 */
public final class Outbox implements OpenLineageSender {
  private static final Logger LOG = Logger.getLogger(Outbox.class.getName());
  private static final String SUBSCRIBER = "openlineage";
  private static final int BATCH = 50;
  private static final int SHOWN = 500;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** What sending the same again would not change. */
  private static final Set<Integer> REFUSALS = Set.of(400, 405, 409, 413, 415, 422);

  private final Kernel kernel;
  private final RunEvents runs;
  private final OpenLineageTarget target;
  private final Post post;
  private final String owner;
  private final Thread thread;
  private boolean woken;
  private volatile boolean closed;

  /** A queue for the target; {@link #begin} makes it work. */
  public Outbox(Kernel kernel, RunEvents runs, OpenLineageTarget target) {
    this.kernel = kernel;
    this.runs = runs;
    this.target = target;
    // Whoever runs the server chose the address: it may well be the machine beside it.
    this.post = new Post("lineage.openlineage.url", Addresses.ANY, target.timeout());
    this.owner = kernel.ids().next("sender");
    this.thread = Thread.ofVirtual().name("openlineage").unstarted(this::run);
  }

  @Override
  public void begin() {
    EventFilter filter = EventFilter.types(runs.types().toArray(String[]::new));
    kernel.events().subscribe(SUBSCRIBER, filter, this::on);
    thread.start();
  }

  private void on(Event event) {
    List<String> bodies = runs.of(event).stream().map(Object::toString).toList();
    if (!bodies.isEmpty()) {
      kernel
          .db()
          .change(
              tx -> {
                for (int i = 0; i < bodies.size(); i++) {
                  OutboxDao.put(tx, event.id().value(), i, bodies.get(i));
                }
              });
      wake();
    }
  }

  private synchronized void wake() {
    woken = true;
    notifyAll();
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (!closed) {
      try {
        Progress progress = step();
        pause = progress == Progress.STUCK ? longer(pause) : Duration.ZERO;
        if (progress != Progress.MORE) {
          await(progress == Progress.STUCK ? pause : IDLE, progress == Progress.STUCK);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The thread's boundary: the database failed; what is to be sent stays there.
        if (!closed) {
          LOG.log(Level.WARNING, "OpenLineage events cannot be sent now; trying again", e);
          pause = longer(pause);
          awaitQuietly(pause);
        }
      }
    }
  }

  private Duration longer(Duration pause) {
    Duration doubled = pause.isZero() ? target.pause() : pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /** What a step came to. */
  private enum Progress {
    MORE,
    DONE,
    STUCK
  }

  private Progress step() {
    List<OutboxDao.Pending> pending = kernel.db().read(h -> OutboxDao.oldest(h, BATCH));
    if (pending.isEmpty()) {
      return Progress.DONE;
    }
    // Two requests' time: after one's no further one is begun, so the lease outlives the last.
    Duration longest = target.timeout().multipliedBy(2).plusSeconds(5);
    Optional<Lease> lease =
        kernel.db().write(tx -> kernel.leases().acquire(tx, "openlineage-outbox", owner, longest));
    if (lease.isEmpty()) {
      return Progress.DONE;
    }
    try {
      // Read again: another server may have sent what was there before the lease was had.
      return send(kernel.db().read(h -> OutboxDao.oldest(h, BATCH)));
    } finally {
      release(lease.get());
    }
  }

  /** Also when told to stop: else the next sender would wait until the lease runs out. */
  private void release(Lease lease) {
    boolean interrupted = Thread.interrupted();
    try {
      kernel.db().change(tx -> kernel.leases().release(tx, lease));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Progress send(List<OutboxDao.Pending> pending) {
    List<Long> sent = new ArrayList<>();
    boolean stuck = false;
    long until = System.nanoTime() + target.timeout().toNanos();
    for (OutboxDao.Pending one : pending) {
      if (System.nanoTime() > until) {
        break;
      }
      Post.@Nullable Answer answer = closed ? null : answer(one);
      if (answer == null || !isOver(answer.status())) {
        stuck = true;
        break;
      }
      if (answer.status() < 300) {
        sent.add(one.no());
      } else {
        refused(one, answer);
      }
    }
    if (!sent.isEmpty()) {
      kernel.db().change(tx -> OutboxDao.sent(tx, sent));
    }
    return stuck ? Progress.STUCK : Progress.MORE;
  }

  private static boolean isOver(int status) {
    return status < 300 || REFUSALS.contains(status);
  }

  private Post.@Nullable Answer answer(OutboxDao.Pending one) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    target.apiKey().ifPresent(key -> headers.put("Authorization", "Bearer " + key));
    try {
      Post.Answer answer =
          post.send(target.url(), headers, one.body().getBytes(StandardCharsets.UTF_8));
      if (!isOver(answer.status())) {
        LOG.warning(
            () ->
                target.url()
                    + " answers OpenLineage events with "
                    + answer.status()
                    + "; they are sent again later");
      }
      return answer;
    } catch (IOException e) {
      if (!closed) {
        LOG.warning(() -> target.url() + " cannot be told of runs now: " + e.getMessage());
      }
      return null;
    }
  }

  private void refused(OutboxDao.Pending one, Post.Answer answer) {
    String plain = answer.body().replace("\0", "");
    String shown = plain.substring(0, Math.min(SHOWN, plain.length()));
    LOG.warning(() -> target.url() + " refuses a run event with " + answer.status() + ": " + shown);
    kernel.db().change(tx -> OutboxDao.refused(tx, one.no(), answer.status(), shown));
  }

  /**
   * @param deaf while nobody answers, what is new does not make it more urgent
   */
  private synchronized void await(Duration atMost, boolean deaf) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (!closed && (deaf || !woken)) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    woken = false;
  }

  private void awaitQuietly(Duration pause) {
    try {
      await(pause, true);
    } catch (InterruptedException e) {
      // The loop sees that it is closed.
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
    // Ends a request that waits. An interrupt could meet the release of the lease instead.
    post.close();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
