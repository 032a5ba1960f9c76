package dev.loopline.serving.internal;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.serving.ServingError;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Platform threads that models run on: native calls would pin a virtual thread's carrier. */
final class InferencePool implements AutoCloseable {
  private static final int QUEUE = 1024;

  private final ThreadPoolExecutor pool;

  private InferencePool(int threads, BlockingQueue<Runnable> queue, String name) {
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            queue,
            Thread.ofPlatform().name(name + "-", 0).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
  }

  /** For callers who wait for an answer: more than it can queue is refused at once. */
  static InferencePool answering() {
    int threads = Runtime.getRuntime().availableProcessors();
    return new InferencePool(threads, new LinkedBlockingQueue<>(QUEUE), "inference");
  }

  /** For work of our own, which is never refused and takes no thread from those who wait. */
  static InferencePool background() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return new InferencePool(threads, new LinkedBlockingQueue<>(), "backtest");
  }

  <T> T run(Callable<T> work) {
    try {
      return pool.submit(work).get();
    } catch (RejectedExecutionException e) {
      throw new LooplineException(
          ServingError.OVERLOADED,
          "All inference threads are busy and " + QUEUE + " calls wait; try again in a moment.",
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
