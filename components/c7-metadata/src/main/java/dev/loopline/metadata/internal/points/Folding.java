package dev.loopline.metadata.internal.points;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The journal of points, and its way into the curves. What is logged is one row of bytes for all
 * who log at the same time; a moment later, or when somebody wants to read, the rows become curves
 * and latest values, many points of a curve at once. So a point is durable at the price of its
 * bytes, and readers see every point that was acknowledged before they asked.
 */
public final class Folding {
  private static final Logger LOG = Logger.getLogger(Folding.class.getName());

  /** Entries of the journal that one transaction takes: others wait for some milliseconds. */
  private static final int ENTRIES = 64;

  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Of the writer's time, at most this part goes into curves. */
  private static final int PART = 10;

  private static final String APPEND = "insert into logged_point (points) values (?)";
  private static final String LAST = "select max(no) from logged_point";
  private static final String DELETE = "delete from logged_point where no = ?";

  private static final String LATEST =
      """
      insert into run_metric_latest
        (run_no, key_no, experiment_id, started_at, step, at, value, is_nan)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (run_no, key_no) do update set
        step = excluded.step, at = excluded.at, value = excluded.value, is_nan = excluded.is_nan
      where excluded.step > run_metric_latest.step
        or (excluded.step = run_metric_latest.step
          and (excluded.at > run_metric_latest.at
            or (excluded.at = run_metric_latest.at
              and excluded.value > run_metric_latest.value)))
      """;

  private final Database db;
  private final String take;
  private final String run;
  private final AtomicBoolean awaited = new AtomicBoolean();
  private volatile Duration pause = SHORTEST;

  public Folding(Database db) {
    this.db = db;
    // Locked in one order, so that of two at once the second waits and finds nothing left.
    this.take =
        "select no, points from logged_point where no <= ? order by no limit "
            + ENTRIES
            + " "
            + db.dialect().forUpdate();
    // Locked, so that nobody removes the run while it gets points.
    this.run = "select experiment_id, started_at from run where no = ? " + db.dialect().forUpdate();
  }

  /** Makes what several requests logged durable, with the transaction. */
  public static void append(Tx tx, List<Logged> all) throws SQLException {
    List<Logged> some = all.stream().filter(one -> !one.isEmpty()).toList();
    if (!some.isEmpty()) {
      PreparedStatement insert = tx.prepared(APPEND);
      insert.setBytes(1, Logged.joined(some));
      insert.executeUpdate();
    }
  }

  /** Sees to it that what was appended comes into the curves before long. */
  public void soon() {
    if (!awaited.get() && awaited.compareAndSet(false, true)) {
      Thread.ofVirtual().name("points").start(this::fold);
    }
  }

  private void fold() {
    try {
      Thread.sleep(pause);
      // What is appended from here on asks anew.
      awaited.set(false);
      long begun = System.nanoTime();
      now();
      pause = pause(System.nanoTime() - begun);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LooplineException e) {
      if (e.code() != KernelError.SHUTTING_DOWN) {
        LOG.log(Level.WARNING, "points stay in the journal for now", e);
      }
    }
  }

  /** Puts everything that is in the journal into the curves. */
  public void now() {
    db.read(Folding::last).ifPresent(this::foldUpTo);
  }

  private static Duration pause(long tookNanos) {
    Duration fair = Duration.ofNanos(tookNanos * (PART - 1));
    Duration atLeast = fair.compareTo(SHORTEST) < 0 ? SHORTEST : fair;
    return atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast;
  }

  /**
   * Reads with every point that was acknowledged before. Inside another closure of the database, or
   * while the disk is full, points of the last moments may be missing.
   */
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    if (db.isWithin()) {
      return db.read(work);
    }
    Seen<T> seen =
        db.read(
            h -> {
              Optional<Long> last = last(h);
              return last.isPresent() ? new Seen<>(last.get(), null) : new Seen<>(0, work.apply(h));
            });
    if (seen.last() == 0) {
      return seen.result();
    }
    try {
      foldUpTo(seen.last());
    } catch (LooplineException e) {
      if (e.code() != KernelError.STORAGE_FULL) {
        throw e;
      }
      LOG.log(Level.WARNING, "read without the points of the last moments", e);
    }
    return db.read(work);
  }

  private record Seen<T extends @Nullable Object>(long last, @Nullable T result) {}

  private static Optional<Long> last(Handle h) {
    try (PreparedStatement select = h.getConnection().prepareStatement(LAST);
        ResultSet rs = select.executeQuery()) {
      rs.next();
      long last = rs.getLong(1);
      return rs.wasNull() ? Optional.empty() : Optional.of(last);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void foldUpTo(long last) {
    boolean more = true;
    while (more) {
      more = db.write(tx -> fold(tx, last));
    }
  }

  /** Puts what is in the journal into the curves, within a transaction that goes on with them. */
  public void fold(Tx tx) {
    while (fold(tx, Long.MAX_VALUE)) {
      // Until nothing is left.
    }
  }

  /** Takes some entries; says whether there may be more. */
  private boolean fold(Tx tx, long last) {
    try {
      Logged.Curves curves = new Logged.Curves();
      List<Long> taken = new ArrayList<>();
      PreparedStatement entries = tx.prepared(take);
      entries.setLong(1, last);
      try (ResultSet rs = entries.executeQuery()) {
        while (rs.next()) {
          taken.add(rs.getLong(1));
          curves.add(rs.getBytes(2));
        }
      }
      for (Map.Entry<Long, TreeMap<Long, List<Point>>> run : curves.byRun().entrySet()) {
        put(tx, run.getKey(), run.getValue());
      }
      PreparedStatement delete = tx.prepared(DELETE);
      for (long no : taken) {
        delete.setLong(1, no);
        delete.addBatch();
      }
      delete.executeBatch();
      return taken.size() == ENTRIES;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void put(Tx tx, long no, Map<Long, List<Point>> byKey) throws SQLException {
    PreparedStatement select = tx.prepared(run);
    select.setLong(1, no);
    long experiment;
    long startedAt;
    try (ResultSet rs = select.executeQuery()) {
      if (!rs.next()) {
        // The run was removed for good since: its points go with it.
        return;
      }
      experiment = rs.getLong(1);
      startedAt = rs.getLong(2);
    }
    for (Map.Entry<Long, List<Point>> curve : byKey.entrySet()) {
      List<Point> points = curve.getValue();
      Collections.sort(points);
      new CurveWriter(tx, no, curve.getKey()).add(points);
    }
    PreparedStatement latest = tx.prepared(LATEST);
    for (Map.Entry<Long, List<Point>> curve : byKey.entrySet()) {
      Point newest = Collections.max(curve.getValue(), Point.LATER);
      latest.setLong(1, no);
      latest.setLong(2, curve.getKey());
      latest.setLong(3, experiment);
      latest.setLong(4, startedAt);
      latest.setLong(5, newest.step());
      latest.setLong(6, newest.at());
      latest.setDouble(7, newest.stored());
      latest.setInt(8, newest.isNaN() ? 1 : 0);
      latest.addBatch();
    }
    latest.executeBatch();
  }
}
