package dev.loopline.registry.internal.webhook;

import dev.loopline.kernel.Kernel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the deliveries that are due, some at once, until it is closed. What a killed server had
 * under way is due again when its claim runs out.
 */
final class Deliverer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Deliverer.class.getName());
  private static final int AT_ONCE = 10;
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Kernel kernel;
  private final Sender sender;
  private final Duration claim;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private boolean woken;
  private volatile boolean closed;

  /**
   * @param longest how long one attempt may take
   */
  Deliverer(Kernel kernel, Sender sender, Duration longest) {
    this.kernel = kernel;
    this.sender = sender;
    this.claim = longest.multipliedBy(2).plusSeconds(10);
    this.thread = Thread.ofVirtual().name("webhooks").start(this::run);
  }

  /** Says that something may be due. */
  synchronized void wake() {
    woken = true;
    notifyAll();
  }

  private void run() {
    while (!closed) {
      try {
        if (!step()) {
          await();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The thread's boundary: the database failed; what is due stays due.
        if (!closed) {
          LOG.log(Level.WARNING, "webhooks cannot be delivered now; trying again", e);
          pause();
        }
      }
    }
  }

  private boolean step() throws InterruptedException {
    free.acquire();
    free.release();
    Instant now = kernel.clock().now();
    if (kernel.db().read(DeliveryDao::nextDue).filter(at -> !at.isAfter(now)).isEmpty()) {
      return false;
    }
    List<DeliveryDao.Due> due =
        kernel
            .db()
            .write(
                tx -> DeliveryDao.claim(tx, kernel.db().dialect(), now, now.plus(claim), AT_ONCE));
    for (DeliveryDao.Due delivery : due) {
      free.acquire();
      workers.execute(
          () -> {
            try {
              deliver(delivery);
            } finally {
              free.release();
              wake();
            }
          });
    }
    return !due.isEmpty();
  }

  private void await() throws InterruptedException {
    Optional<Instant> next = kernel.db().read(DeliveryDao::nextDue);
    Duration until =
        next.map(at -> Duration.between(kernel.clock().now(), at))
            .filter(wait -> wait.compareTo(IDLE) < 0)
            .orElse(IDLE);
    synchronized (this) {
      if (!woken && until.isPositive()) {
        wait(Math.max(1, until.toMillis()));
      }
      woken = false;
    }
  }

  private synchronized void pause() {
    try {
      wait(IDLE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(DeliveryDao.Due delivery) {
    try {
      Optional<WebhookDao.Row> row = sender.find(delivery.webhook());
      if (row.isEmpty() || !row.get().webhook().active()) {
        over(delivery, null, false, null, "The webhook was deleted or disabled.");
        return;
      }
      Sender.Outcome outcome =
          sender.send(row.get(), delivery.id(), delivery.createdAt(), delivery.body());
      if (closed) {
        kernel.db().change(tx -> DeliveryDao.release(tx, delivery.no()));
        return;
      }
      Instant again =
          sender
              .wait(delivery.id(), delivery.attempts() + 1, outcome)
              .map(kernel.clock().now()::plus)
              .orElse(null);
      over(delivery, again, outcome.isSuccess(), outcome.status(), outcome.answer());
    } catch (RuntimeException e) {
      // The task's boundary: a webhook that cannot be told must not keep others from being told.
      LOG.log(Level.WARNING, "webhook " + delivery.webhook() + " could not be told", e);
      if (!closed) {
        over(delivery, null, false, null, String.valueOf(e.getMessage()));
      }
    }
  }

  private void over(
      DeliveryDao.Due delivery,
      @Nullable Instant again,
      boolean succeeded,
      @Nullable Integer status,
      String answer) {
    kernel.db().change(tx -> DeliveryDao.attempted(tx, delivery, again, succeeded, status, answer));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    workers.shutdownNow();
    try {
      thread.join(Duration.ofSeconds(10));
      workers.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
