package dev.loopline.worker;

import dev.loopline.kernel.ids.Ids;
import dev.loopline.kernel.time.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes isolated tasks from a server and runs each in a child process, as many at once as it has
 * slots. Talks HTTP only. Closing it kills its children and says goodbye, so that their attempts
 * are given to others at once; after a crash that is so when the server misses their heartbeats.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Worker.class.getName());
  private static final int LONG_POLL = 20;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final String name = new Ids(WallClock.system()).next("worker");
  private final ServerCalls server;
  private final Path work;
  private final List<Thread> slots;
  private final ReentrantLock finding = new ReentrantLock();
  private @Nullable Sandbox sandbox;
  private volatile boolean closed;

  private Worker(ServerCalls server, int slots, Path work) {
    this.server = server;
    this.work = work;
    this.slots =
        IntStream.range(0, slots)
            .mapToObj(i -> Thread.ofVirtual().name(name + "-" + i).unstarted(this::serve))
            .toList();
  }

  /**
   * @param server such as {@code http://localhost:8080}
   * @param token of the worker protocol, where the server asks for one
   * @param slots how many tasks at once
   * @param work a folder for the tasks' files, which this worker has for itself
   */
  public static Worker start(URI server, Optional<String> token, int slots, Path work) {
    Path folder = work.toAbsolutePath();
    try {
      Folders.prepare(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + folder + " as the worker's folder", e);
    }
    Worker worker = new Worker(new ServerCalls(server, token), slots, folder);
    worker.slots.forEach(Thread::start);
    return worker;
  }

  private void serve() {
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      try {
        Optional<Leased> leased = server.lease(name, LONG_POLL);
        pause = FIRST_PAUSE;
        if (leased.isPresent()) {
          new Attempt(server, leased.get(), work, sandbox()).run();
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        // The slot's boundary: a server that is away, or says no for now, is asked again later.
        if (closed) {
          return;
        }
        LOG.log(Level.WARNING, name + ": " + e + "; asking again in " + pause.toMillis() + " ms");
        if (!slept(pause)) {
          return;
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
      }
    }
  }

  /** Found at the first attempt, so that it does not delay the server's start. */
  private Sandbox sandbox() throws IOException, InterruptedException {
    finding.lockInterruptibly();
    try {
      Sandbox found = sandbox == null ? Sandbox.find() : sandbox;
      sandbox = found;
      return found;
    } finally {
      finding.unlock();
    }
  }

  private static boolean slept(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    slots.forEach(Thread::interrupt);
    try {
      for (Thread slot : slots) {
        slot.join(GOODBYE);
      }
      server.leave(name);
    } catch (IOException | RefusedException e) {
      LOG.log(Level.FINE, name + " could not say goodbye; the server will miss its heartbeats", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
