package dev.loopline.features.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Threads of our own, few of them, for what runs in native code: so that the number of engines is
 * bounded, the threads that carry requests stay free, and a request's deadline interrupts nothing
 * half done. Work must not wait for other work of the same pool.
 */
final class NativeWork implements AutoCloseable {
  private final ExecutorService threads;

  NativeWork(String name, int size) {
    this.threads =
        Executors.newFixedThreadPool(
            size, Thread.ofPlatform().name(name + "-", 1).daemon(true).factory());
  }

  void start(Runnable work) {
    threads.execute(work);
  }

  /** Waits for the result whatever happens; an interrupt is handed on after it. */
  <T> T call(Supplier<T> work) {
    return await(threads.submit(work::get));
  }

  static <T> T await(Future<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof RuntimeException r
              ? r
              : new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
