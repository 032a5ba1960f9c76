package dev.loopline.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends a child's lines to the server as they come: one call at a time, with all that came in the
 * meantime. A child that says more than the server can take waits. Of a line that is too long the
 * beginning is kept, however long it is. What cannot be sent is dropped: a log must not end a task.
 */
final class LogSender {
  private static final Logger LOG = Logger.getLogger(LogSender.class.getName());
  private static final int BATCH = 500;
  private static final int LONGEST_LINE = 8_000;
  private static final String END = new String("end");

  private final ServerCalls server;
  private final String attempt;
  private final InputStream output;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(10_000);
  private final Thread reader;
  private final Thread sender;

  private LogSender(ServerCalls server, String attempt, InputStream output) {
    this.server = server;
    this.attempt = attempt;
    this.output = output;
    this.reader = Thread.ofVirtual().unstarted(this::read);
    this.sender = Thread.ofVirtual().unstarted(this::send);
  }

  /**
   * @param first what the worker itself has to say, before the child's lines
   */
  static LogSender start(
      ServerCalls server, String attempt, InputStream output, List<String> first) {
    LogSender log = new LogSender(server, attempt, output);
    log.lines.addAll(first);
    log.reader.start();
    log.sender.start();
    return log;
  }

  private void read() {
    try {
      try {
        readLines();
      } catch (IOException e) {
        // The pipe breaks when the child is killed; what it said before has been read.
      } catch (RuntimeException | Error e) {
        // A child whose output nobody takes would wait for ever.
        LOG.log(Level.WARNING, "the log of an attempt ends early", e);
        drain();
      }
      lines.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readLines() throws IOException, InterruptedException {
    Reader text = new InputStreamReader(output, StandardCharsets.UTF_8);
    char[] chunk = new char[8192];
    StringBuilder line = new StringBuilder();
    long length = 0;
    for (int n = text.read(chunk); n >= 0; n = text.read(chunk)) {
      for (int i = 0; i < n; i++) {
        if (chunk[i] == '\n') {
          lines.put(whole(line, length));
          line.setLength(0);
          length = 0;
        } else if (length++ < LONGEST_LINE) {
          line.append(chunk[i]);
        }
      }
    }
    if (length > 0) {
      lines.put(whole(line, length));
    }
  }

  private static String whole(StringBuilder kept, long length) {
    return length <= LONGEST_LINE
        ? kept.toString()
        : kept + "… (" + (length - LONGEST_LINE) + " more characters)";
  }

  private void drain() {
    try {
      output.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The child has ended.
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
  void finish(Duration atMost) throws InterruptedException {
    if (!sender.join(atMost)) {
      reader.interrupt();
      sender.interrupt();
    }
    try {
      output.close();
    } catch (IOException e) {
      // It was broken already.
    }
  }
}
