package dev.loopline.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/** Many clients at once for a while, and times of one. */
public final class Load {
  private Load() {}

  /** Something that is done again and again. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /** Actions a second of so many clients, each with an action of its own. */
  public static double rate(int clients, double seconds, IntFunction<Action> client)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    LongAdder done = new LongAdder();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Void>> running = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < clients; i++) {
        Action action = client.apply(i);
        Callable<Void> loop =
            () -> {
              while (!over.get()) {
                action.run();
                done.increment();
              }
              return null;
            };
        running.add(threads.submit(loop));
      }
      java.util.concurrent.TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
      double rate = done.sum() / ((System.nanoTime() - start) / 1e9);
      over.set(true);
      for (Future<Void> client1 : running) {
        client1.get();
      }
      return rate;
    }
  }

  /** The median time of an action in seconds. */
  public static double median(int times, Action action) throws Exception {
    double[] seconds = new double[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      action.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    java.util.Arrays.sort(seconds);
    return seconds[times / 2];
  }
}
