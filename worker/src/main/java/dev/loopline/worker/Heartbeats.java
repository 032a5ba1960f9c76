package dev.loopline.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells the server that the attempt lives, and learns at once when it shall not. */
final class Heartbeats implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Heartbeats.class.getName());
  private static final Duration TROUBLE = Duration.ofSeconds(1);
  private static final int LONGEST_WAIT = 20;

  private final ServerCalls server;
  private final Leased attempt;
  private final CompletableFuture<String> stop;
  private final Thread thread;

  /**
   * @param stop completed with the reason when the server wants the attempt to stop
   */
  Heartbeats(ServerCalls server, Leased attempt, CompletableFuture<String> stop) {
    this.server = server;
    this.attempt = attempt;
    this.stop = stop;
    this.thread = Thread.ofVirtual().name("heartbeat-" + attempt.task()).start(this::run);
  }

  private void run() {
    // A third, so that two may go astray.
    long third = attempt.heartbeatWithin().dividedBy(3).toSeconds();
    int wait = Math.clamp(third, 1, LONGEST_WAIT);
    try {
      while (!Thread.interrupted()) {
        beat(wait);
        if (stop.isDone()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      // The attempt has ended.
    }
  }

  private void beat(int wait) throws InterruptedException {
    try {
      Optional<String> reason = server.heartbeat(attempt.token(), wait);
      reason.ifPresent(stop::complete);
    } catch (RefusedException e) {
      stop.complete(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // The server may be restarting; whether the attempt is still ours it says afterwards.
      LOG.log(Level.FINE, "no heartbeat", e);
      Thread.sleep(TROUBLE);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
