package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.PushReceipt;
import dev.loopline.features.RejectedRow;
import dev.loopline.features.internal.PushedSourceDao.Pushed;
import dev.loopline.features.internal.engine.PushEngine;
import dev.loopline.features.internal.online.OnlineStore;
import dev.loopline.features.internal.rows.RowReader;
import dev.loopline.features.internal.rows.SegmentLog;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One source's rows, at work. A push is written and synced, then acknowledged by a transaction of
 * the database (with its event), then put online. Before the transaction it does not exist; after
 * it, whatever is missing online is computed again. One thread of a pool of ours does the work of
 * all who wait, with one sync for all; a caller that is interrupted stops none of it.
 */
final class PushedSource implements AutoCloseable {
  /** What all sources of a store share. */
  record Shared(Kernel kernel, OnlineStore online, Path rows, NativeWork pushing) {}

  private final Shared shared;
  private final String product;
  private final SegmentLog log;
  private final SegmentLog rejected;
  private final CatchUp catchUp;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Push> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private SourceSpec source;
  private List<ViewSpec> views;
  private @Nullable PushEngine engine;
  private boolean behind;
  private boolean unsure;

  private PushedSource(
      Shared shared,
      String product,
      SegmentLog log,
      SegmentLog rejected,
      SourceSpec source,
      List<ViewSpec> views) {
    this.shared = shared;
    this.product = product;
    this.log = log;
    this.rejected = rejected;
    this.catchUp = new CatchUp(shared.kernel(), product, shared.online());
    this.source = source;
    this.views = views;
  }

  static PushedSource open(Shared shared, String product, SourceSpec source, List<ViewSpec> views) {
    Path folder = shared.rows().resolve(product).resolve(source.name());
    Pushed pushed = pushed(shared.kernel(), product, source.name());
    SegmentLog log = SegmentLog.open(folder, pushed.end());
    SegmentLog rejected = null;
    try {
      rejected = RefusedRows.open(folder, pushed.rejectedEnd());
      PushedSource opened = new PushedSource(shared, product, log, rejected, source, views);
      opened.catchUp();
      return opened;
    } catch (RuntimeException e) {
      log.close();
      if (rejected != null) {
        rejected.close();
      }
      throw e;
    }
  }

  private static Pushed pushed(Kernel kernel, String product, String source) {
    return kernel.db().read(h -> PushedSourceDao.find(h, product, source)).orElse(Pushed.NOTHING);
  }

  SegmentLog log() {
    return log;
  }

  /** Rejected rows from after a position on. */
  List<RejectedRow> rejected(long after, int limit) {
    return RefusedRows.read(rejected, after, limit);
  }

  /** Computes views before they are declared: fails, changing nothing, where their SQL does. */
  void prepare(SourceSpec next, List<ViewSpec> nextViews) {
    lock.lock();
    try {
      PushEngine.open(next, nextViews).close();
      catchUp.run(next, nextViews, log, rejected);
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
      // Rows that came since it was prepared; should this fail, the next push tries again.
      behind = true;
      catchUp();
    } finally {
      lock.unlock();
    }
  }

  private void catchUp() {
    catchUp.run(source, views, log, rejected);
    behind = false;
  }

  PushReceipt push(Push push) {
    queue.add(push);
    schedule();
    return NativeWork.await(push.result());
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      shared.pushing().start(this::work);
    }
  }

  private void work() {
    List<Push> waiting = new ArrayList<>();
    lock.lock();
    try {
      for (Push push = queue.poll(); push != null; push = queue.poll()) {
        waiting.add(push);
      }
      work(waiting);
    } catch (Throwable e) {
      // Whoever waits must hear of it, whatever it was.
      waiting.forEach(p -> p.fail(e));
    } finally {
      lock.unlock();
      scheduled.set(false);
      if (!queue.isEmpty()) {
        schedule();
      }
    }
  }

  private void work(List<Push> waiting) {
    makeSure();
    if (behind) {
      catchUp();
    }
    PushGroup group = new PushGroup(product, source, shared.online(), engine());
    RowReader reader = new RowReader(source);
    for (Push push : waiting) {
      try {
        group.add(push, reader);
      } catch (LooplineException e) {
        push.fail(e);
      }
    }
    store(group);
    group.done().forEach(d -> d.push().succeed(d.receipt()));
  }

  /** After a transaction of which nobody knows how it ended, the database says what counts. */
  private void makeSure() {
    if (unsure) {
      Pushed pushed = pushed(shared.kernel(), product, source.name());
      log.acknowledge(pushed.end());
      rejected.acknowledge(pushed.rejectedEnd());
      behind = true;
      unsure = false;
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
    long rejectedEnd = write(rejected, group.refused());
    long end = write(log, group.lines());
    Pushed by =
        new Pushed(
            end,
            group.accepted(),
            group.rejected(),
            rejectedEnd,
            source.entity(),
            source.eventTime());
    unsure = true;
    shared
        .kernel()
        .db()
        .change(
            tx -> {
              PushedSourceDao.advance(tx, product, source.name(), by);
              for (PushGroup.Done done : group.done()) {
                if (done.receipt().accepted() + done.kept() > 0) {
                  shared.kernel().events().append(tx, event(done));
                }
              }
            });
    unsure = false;
    log.acknowledge(end);
    rejected.acknowledge(rejectedEnd);
    behind = true;
    group.publish(end, rejectedEnd, views);
    behind = false;
  }

  private long write(SegmentLog to, byte[] lines) {
    try {
      return lines.length == 0 ? to.end() : to.write(lines);
    } catch (IOException e) {
      throw DiskFull.orUnchecked(
          "write the rows for '" + source.name() + "', and none was taken in", e);
    }
  }

  private NewEvent event(PushGroup.Done done) {
    ObjectNode data =
        Json.object()
            .put("source", source.name())
            .put("rows", done.receipt().accepted())
            .put("rejected", done.kept())
            .put("seconds", done.push().seconds());
    done.from().ifPresent(at -> data.put("from", time(at)));
    done.until().ifPresent(at -> data.put("until", time(at)));
    return new NewEvent(
        "features.ingested", "features", source.name(), product, done.push().actor(), data);
  }

  private static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
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
      rejected.close();
    } finally {
      lock.unlock();
    }
  }
}
