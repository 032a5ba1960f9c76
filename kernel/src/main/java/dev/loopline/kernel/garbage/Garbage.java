package dev.loopline.kernel.garbage;

import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.Sweep;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.EventLog;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Collects what is deleted and what nobody uses; one collection at a time. Nothing goes by itself:
 * somebody asks for it.
 */
public final class Garbage {
  private static final String SOURCE = "storage";

  /** By so much the stamps of files and the clock of the work may differ. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Database db;
  private final Artifacts artifacts;
  private final EventLog events;
  private final List<String> components;
  private final List<BlobUser> users = new CopyOnWriteArrayList<>();
  private final List<Purger> purgers = new CopyOnWriteArrayList<>();
  private final ReentrantLock collecting = new ReentrantLock();

  /**
   * @param components all that have tables, and so may use blobs
   */
  public Garbage(Database db, Artifacts artifacts, EventLog events, List<String> components) {
    this.db = db;
    this.artifacts = artifacts;
    this.events = events;
    this.components = List.copyOf(components);
  }

  public void register(BlobUser user) {
    users.add(user);
  }

  public void register(Purger purger) {
    purgers.add(purger);
  }

  /**
   * Says what a collection would remove now, and changes nothing. {@code CONFLICT} while another
   * one is under way.
   *
   * @param grace how old a blob that nobody uses must be at least
   */
  public GarbageReport weigh(Doomed doomed, Duration grace) {
    return alone(
        () -> {
          Purged purged =
              purgers.stream().map(p -> p.count(doomed)).reduce(Purged.NOTHING, Purged::and);
          try (Sweep store = artifacts.sweep()) {
            BlobSweep sweep = sweep(store, Optional.of(doomed), grace);
            sweep.weigh();
            return report(true, doomed, purged, sweep);
          }
        });
  }

  /**
   * Removes it. {@code CONFLICT} while another collection is under way.
   *
   * @param grace how old a blob that nobody uses must be at least
   */
  public GarbageReport collect(Doomed doomed, Duration grace, String actor) {
    return alone(
        () -> {
          Purged purged =
              purgers.stream().map(p -> p.purge(doomed, actor)).reduce(Purged.NOTHING, Purged::and);
          try (Sweep store = artifacts.sweep()) {
            BlobSweep sweep = sweep(store, Optional.empty(), grace);
            sweep.remove(
                gone -> tell("storage.blobs.removed", actor, Map.of("digests", hex(gone))));
            GarbageReport report = report(false, doomed, purged, sweep);
            tell("storage.collected", actor, report);
            return report;
          }
        });
  }

  private GarbageReport alone(Supplier<GarbageReport> work) {
    requireAllUsers();
    if (!collecting.tryLock()) {
      throw new LooplineException(
          KernelError.CONFLICT, "A collection is under way; ask again when it has ended.");
    }
    try {
      return work.get();
    } finally {
      collecting.unlock();
    }
  }

  /** Deny by default: a component that has not spoken may use any of the blobs. */
  private void requireAllUsers() {
    TreeSet<String> silent = new TreeSet<>(components);
    users.forEach(user -> silent.remove(user.component()));
    if (!silent.isEmpty()) {
      throw new LooplineException(
          KernelError.CONFLICT,
          "Nothing is removed: "
              + String.join(", ", silent)
              + " did not say which blobs they use. Register a BlobUser for each.");
    }
  }

  /** The store's sweep has begun: what is read of the components from now on holds. */
  private BlobSweep sweep(Sweep store, Optional<Doomed> leaving, Duration grace) {
    Duration age = grace;
    for (BlobUser user : users) {
      Duration unnamed = user.unnamedFor();
      if (unnamed.isPositive() && unnamed.plus(TICK).compareTo(age) > 0) {
        age = unnamed.plus(TICK);
      }
    }
    List<BlobUser.Uses> uses = users.stream().map(u -> u.uses(leaving)).toList();
    return new BlobSweep(store, uses, store.now().minus(age));
  }

  private static List<String> hex(List<Digest> digests) {
    return digests.stream().map(Digest::toString).toList();
  }

  private void tell(String type, String actor, Object data) {
    db.change(
        tx ->
            events.append(
                tx, new NewEvent(type, SOURCE, "artifacts", null, actor, Json.tree(data))));
  }

  private static GarbageReport report(
      boolean dryRun, Doomed doomed, Purged purged, BlobSweep sweep) {
    return new GarbageReport(
        dryRun,
        doomed.before(),
        purged.counts(),
        sweep.freed(),
        sweep.inUse(),
        sweep.tooYoung(),
        purged.bytes(),
        sweep.freed().bytes() + purged.bytes());
  }
}
