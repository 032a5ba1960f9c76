package dev.loopline.cli.mlflow;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A few at a time: who hands in work waits until there is somebody for it. */
final class Workers implements AutoCloseable {
  private final int many;
  private final Semaphore free;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Workers(int many) {
    this.many = many;
    this.free = new Semaphore(many);
  }

  /** The work tells of its failures itself. */
  void run(Runnable work) {
    free.acquireUninterruptibly();
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            free.release();
          }
        });
  }

  /** Until all that was handed in is done. */
  void await() {
    free.acquireUninterruptibly(many);
    free.release(many);
  }

  @Override
  public void close() {
    threads.close();
  }
}
