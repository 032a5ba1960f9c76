package dev.loopline.workflow.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** The bounded pool of platform threads on which in-process steps run. */
final class StepPool implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final int size;
  private final Runnable freed;
  private final ExecutorService threads;
  private final Map<String, Future<?>> running = new ConcurrentHashMap<>();

  /**
   * @param freed called when a thread is free again
   */
  StepPool(int size, Runnable freed) {
    this.size = size;
    this.freed = freed;
    this.threads =
        Executors.newFixedThreadPool(
            size, Thread.ofPlatform().name("step-", 0).daemon(true).factory());
  }

  /** How many more attempts can begin at once. Only {@link #submit}'s caller lowers it. */
  int free() {
    return Math.max(0, size - running.size());
  }

  void submit(String token, Runnable work) {
    FutureTask<?> task =
        new FutureTask<>(work, null) {
          @Override
          public void run() {
            try {
              super.run();
            } finally {
              // Here and not when it is cancelled: a step that ignores its interrupt has its
              // thread.
              running.remove(token);
              Thread.interrupted();
              freed.run();
            }
          }
        };
    running.put(token, task);
    threads.execute(task);
  }

  /** Interrupts the attempt, where it runs here. */
  void stop(String token) {
    Future<?> task = running.get(token);
    if (task != null) {
      task.cancel(true);
    }
  }

  Collection<String> running() {
    return Set.copyOf(running.keySet());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    running.values().forEach(task -> task.cancel(true));
    try {
      threads.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
