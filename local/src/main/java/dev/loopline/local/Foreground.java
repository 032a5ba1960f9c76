package dev.loopline.local;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What a verb does in the foreground until it is asked to end. On Ctrl-C or SIGTERM the JVM waits
 * until this is closed, so that everything ends well; a play under way is cut short.
 */
final class Foreground implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "end");
  private @Nullable Thread player;

  private Foreground() {}

  static Foreground begin() {
    Foreground foreground = new Foreground();
    Runtime.getRuntime().addShutdownHook(foreground.hook);
    return foreground;
  }

  /** Waits until the process is asked to end. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Runs what may be cut short by an interrupt; false where the process was asked to end. */
  boolean play(Runnable work) {
    synchronized (this) {
      if (isAsked()) {
        return false;
      }
      player = Thread.currentThread();
    }
    try {
      work.run();
    } catch (RuntimeException e) {
      // What an interrupted play says of its end is no news to who has asked for it.
      if (!isAsked()) {
        throw e;
      }
    } finally {
      leave();
    }
    return !isAsked();
  }

  /** From here on nothing is interrupted: the server shall close undisturbed. */
  private synchronized void leave() {
    player = null;
    Thread.interrupted();
  }

  private boolean isAsked() {
    return asked.getCount() == 0;
  }

  private void end() {
    asked.countDown();
    synchronized (this) {
      if (player != null) {
        player.interrupt();
      }
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    if (!isAsked()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM ends at this very moment; the hook has nothing left to wait for.
      }
    }
  }
}
