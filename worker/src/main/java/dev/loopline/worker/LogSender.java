package dev.loopline.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Sends a child's lines to the server as they come: one call at a time, with all that came in the
 * meantime. A child that says more than the server can take waits. What cannot be sent is dropped:
 * a log must not end a task.
 */
final class LogSender {
  private static final int BATCH = 500;
  private static final int LONGEST_LINE = 8_000;
  private static final String END = new String("end");

  private final ServerCalls server;
  private final String attempt;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(10_000);
  private final Thread reader;
  private final Thread sender;

  private LogSender(ServerCalls server, String attempt, BufferedReader output) {
    this.server = server;
    this.attempt = attempt;
    this.reader = Thread.ofVirtual().unstarted(() -> read(output));
    this.sender = Thread.ofVirtual().unstarted(this::send);
  }

  static LogSender start(ServerCalls server, String attempt, BufferedReader output) {
    LogSender log = new LogSender(server, attempt, output);
    log.reader.start();
    log.sender.start();
    return log;
  }

  private void read(BufferedReader output) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.put(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
      }
    } catch (IOException e) {
      // The pipe breaks when the child is killed; what it said before has been read.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lines.add(END);
    }
  }

  @SuppressWarnings("ReferenceEquality") // The end is this very string; a child may say "end" too.
  private void send() {
    List<String> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(lines.take());
        lines.drainTo(batch, BATCH);
        boolean last = batch.removeIf(line -> line == END);
        if (!batch.isEmpty()) {
          sendQuietly(batch);
        }
        if (last) {
          return;
        }
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendQuietly(List<String> batch) throws InterruptedException {
    try {
      server.log(attempt, batch);
    } catch (IOException | RefusedException e) {
      // Dropped; the heartbeat tells whether the attempt itself goes on.
    }
  }

  /** Waits until all is sent, but not for ever: a grandchild may hold the output open. */
  void finish(java.time.Duration atMost) throws InterruptedException {
    if (!sender.join(atMost)) {
      reader.interrupt();
      sender.interrupt();
    }
  }
}
