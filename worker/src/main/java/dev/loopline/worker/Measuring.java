package dev.loopline.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.WallClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Samples machine and child while the child runs, and tells the server: what it runs on at once,
 * then samples in batches; one at the begin and one at the end at least. What cannot be sent is
 * kept for a while and then dropped: a measurement never ends a task.
 */
final class Measuring implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Measuring.class.getName());

  /**
   * Seconds between two samples at most; fewer at first, so that a short training shows a curve.
   */
  private static final int EVERY = 5;

  private static final Duration GOODBYE = Duration.ofSeconds(10);
  private static final int BATCH = 2;
  private static final int KEPT = 720;

  private final ServerCalls server;
  private final String attempt;
  private final Machine machine;
  private final ChildUsage child;
  private final Graphics graphics;
  private final WallClock clock = WallClock.system();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Deque<ObjectNode> waiting = new ArrayDeque<>();
  private boolean introduced;
  private final Environment environment;
  private final Thread thread;

  private Measuring(
      ServerCalls server,
      String attempt,
      Machine machine,
      ChildUsage child,
      Graphics graphics,
      Environment environment) {
    this.server = server;
    this.attempt = attempt;
    this.machine = machine;
    this.child = child;
    this.graphics = graphics;
    this.environment = environment;
    this.thread = Thread.ofVirtual().name("measure-" + attempt).unstarted(this::run);
  }

  static Measuring start(
      ServerCalls server, String attempt, Machine machine, ProcessHandle child, Environment told) {
    Graphics graphics = Graphics.find();
    ChildUsage usage = new ChildUsage(child, Proc.ofThisMachine(), machine.processors());
    Measuring measuring = new Measuring(server, attempt, machine, usage, graphics, told);
    measuring.thread.start();
    return measuring;
  }

  private void run() {
    try {
      boolean last = false;
      for (int i = 0; !last; i++) {
        last = i > 0 && over.await(Math.min(i, EVERY), TimeUnit.SECONDS);
        sample();
        if (i == 0 || last || waiting.size() >= BATCH) {
          send();
        }
      }
    } catch (InterruptedException e) {
      // The worker stops; its attempts are others' now.
    } catch (RuntimeException e) {
      // The thread's boundary: an odd machine must not take its trainings down.
      LOG.log(Level.WARNING, "measuring of an attempt ended early", e);
    }
  }

  private void sample() throws InterruptedException {
    Map<String, Double> values = new TreeMap<>();
    machine.measure(values);
    child.measure(values);
    graphics.measure(values);
    ObjectNode sample = Json.object().put("at", clock.now().toString());
    sample.set("values", Json.tree(values));
    waiting.add(sample);
    if (waiting.size() > KEPT) {
      waiting.removeFirst();
    }
  }

  private void send() throws InterruptedException {
    ObjectNode body = Json.object().put("token", attempt);
    if (!introduced) {
      body.set("environment", environment.of(machine, graphics));
    }
    ArrayNode samples = body.putArray("samples");
    waiting.forEach(samples::add);
    try {
      server.measured(body);
      introduced = true;
      waiting.clear();
    } catch (RefusedException e) {
      waiting.clear();
    } catch (IOException e) {
      LOG.log(Level.FINE, "the server is away; the samples are sent with the next ones", e);
    }
  }

  /** Takes the last sample and waits until it is sent, but not for ever. */
  @Override
  public void close() {
    over.countDown();
    try {
      if (!thread.join(GOODBYE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
