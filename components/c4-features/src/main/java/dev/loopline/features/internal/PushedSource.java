package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.PushReceipt;
import dev.loopline.features.internal.PushedSourceDao.Pushed;
import dev.loopline.features.internal.engine.PushEngine;
import dev.loopline.features.internal.online.OnlineStore;
import dev.loopline.features.internal.rows.RowReader;
import dev.loopline.features.internal.rows.SegmentLog;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One source's rows, at work. A push is written and synced, then acknowledged by a transaction of
 * the database (with its event), then put online. Before the transaction it does not exist; after
 * it, whatever is missing online is computed again. Who holds the lock does the work of all who
 * wait for it, with one sync for all.
 */
final class PushedSource implements AutoCloseable {
  private final Kernel kernel;
  private final String product;
  private final OnlineStore online;
  private final SegmentLog log;
  private final RefusedRows refused;
  private final CatchUp catchUp;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Push> queue = new ConcurrentLinkedQueue<>();
  private SourceSpec source;
  private List<ViewSpec> views;
  private @Nullable PushEngine engine;
  private boolean behind;

  private PushedSource(
      Kernel kernel,
      String product,
      OnlineStore online,
      SegmentLog log,
      Path folder,
      SourceSpec source,
      List<ViewSpec> views) {
    this.kernel = kernel;
    this.product = product;
    this.online = online;
    this.log = log;
    this.refused = new RefusedRows(folder);
    this.catchUp = new CatchUp(kernel, product, online);
    this.source = source;
    this.views = views;
  }

  static PushedSource open(
      Kernel kernel,
      String product,
      OnlineStore online,
      Path rows,
      SourceSpec source,
      List<ViewSpec> views) {
    Path folder = rows.resolve(product).resolve(source.name());
    Pushed pushed =
        kernel
            .db()
            .read(h -> PushedSourceDao.find(h, product, source.name()))
            .orElse(Pushed.NOTHING);
    SegmentLog log = SegmentLog.open(folder, pushed.end());
    PushedSource opened = new PushedSource(kernel, product, online, log, folder, source, views);
    try {
      opened.catchUp.run(source, views, log);
      return opened;
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  SegmentLog log() {
    return log;
  }

  /** Computes views before they are declared: fails, changing nothing, where their SQL does. */
  void prepare(SourceSpec next, List<ViewSpec> nextViews) {
    lock.lock();
    try {
      PushEngine.open(next, nextViews).close();
      catchUp.run(next, nextViews, log);
    } finally {
      lock.unlock();
    }
  }

  void redefine(SourceSpec next, List<ViewSpec> nextViews) {
    lock.lock();
    try {
      source = next;
      views = List.copyOf(nextViews);
      if (engine != null) {
        engine.close();
        engine = null;
      }
      catchUp.run(source, views, log);
    } finally {
      lock.unlock();
    }
  }

  PushReceipt push(List<JsonNode> rows, String actor) {
    Push push = new Push(rows, actor);
    queue.add(push);
    lock.lock();
    try {
      if (!push.isDone()) {
        work();
      }
    } finally {
      lock.unlock();
    }
    return push.result();
  }

  private void work() {
    List<Push> waiting = new ArrayList<>();
    for (Push push = queue.poll(); push != null; push = queue.poll()) {
      waiting.add(push);
    }
    try {
      if (behind) {
        catchUp.run(source, views, log);
        behind = false;
      }
      PushGroup group = new PushGroup(product, source, online, engine());
      RowReader reader = new RowReader(source);
      for (Push push : waiting) {
        try {
          group.add(push, reader.read(push.rows()));
        } catch (LooplineException e) {
          push.fail(e);
        }
      }
      store(group);
      group.done().forEach(d -> d.push().succeed(d.receipt()));
    } catch (RuntimeException e) {
      // Whoever waits must hear of it, whatever it was.
      waiting.stream().filter(p -> !p.isDone()).forEach(p -> p.fail(e));
    }
  }

  private PushEngine engine() {
    PushEngine open = engine;
    if (open == null) {
      open = PushEngine.open(source, views);
      engine = open;
    }
    return open;
  }

  private void store(PushGroup group) {
    if (group.changesNothing()) {
      return;
    }
    refused.append(group.refused());
    long end = write(group.lines());
    kernel
        .db()
        .change(
            tx -> {
              PushedSourceDao.advance(
                  tx, product, source.name(), new Pushed(end, group.accepted(), group.rejected()));
              for (PushGroup.Done done : group.done()) {
                if (done.receipt().accepted() + done.receipt().rejected() > 0) {
                  kernel.events().append(tx, event(done));
                }
              }
            });
    log.acknowledge(end);
    behind = true;
    group.publish(end, views);
    behind = false;
  }

  private long write(byte[] lines) {
    try {
      return lines.length == 0 ? log.end() : log.write(lines);
    } catch (IOException e) {
      throw new LooplineException(
          KernelError.STORAGE_FULL,
          "The rows for '"
              + source.name()
              + "' cannot be written: "
              + e.getMessage()
              + ". None was taken in; free some space and push them again.",
          e);
    }
  }

  private NewEvent event(PushGroup.Done done) {
    ObjectNode data =
        Json.object()
            .put("source", source.name())
            .put("rows", done.receipt().accepted())
            .put("rejected", done.receipt().rejected())
            .put("from", done.from().toString())
            .put("until", done.until().toString())
            .put("seconds", done.push().seconds());
    return new NewEvent(
        "features.ingested", "features", source.name(), product, done.push().actor(), data);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (engine != null) {
        engine.close();
        engine = null;
      }
      log.close();
    } finally {
      lock.unlock();
    }
  }
}
