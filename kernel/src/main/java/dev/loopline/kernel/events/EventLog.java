package dev.loopline.kernel.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.ids.Ids;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.WallClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The one log. {@link #append} joins the transaction of the change that an event tells of: both
 * happen or neither does. A sealer then gives events a gap-free position and a keyed hash over the
 * previous one (on SQLite in the same commit); readers and subscribers see sealed events only.
 */
public final class EventLog implements AutoCloseable {
  private static final int SEAL_BATCH = 1000;

  /** Every reader of the log holds pages of events in memory; larger facts are artifacts. */
  private static final int LARGEST_DATA = 256 << 10;

  private final Database db;
  private final Ids ids;
  private final WallClock clock;
  private final EventChain chain;
  private final EventSignal signal = new EventSignal();
  private final EventSubscriptions subscriptions;
  private final SetAsideEvents setAside;
  private final @Nullable EventSealer sealer;

  /**
   * Opens the log with the audit key of a file, which is made where nothing was ever sealed.
   * Another key than the one that sealed what is there is refused, as a missing one is.
   */
  public static EventLog open(Database db, Ids ids, WallClock clock, Path keyFile) {
    boolean eventsExist = db.read(HeadDao::find).isPresent();
    return new EventLog(db, ids, clock, AuditKey.load(keyFile, ids, eventsExist));
  }

  /**
   * @param auditKey the key of the hash chain; whoever lacks it cannot rewrite the chain unseen
   */
  public EventLog(Database db, Ids ids, WallClock clock, byte[] auditKey) {
    this.db = db;
    this.ids = ids;
    this.clock = clock;
    this.chain = new EventChain(auditKey);
    this.subscriptions = new EventSubscriptions(db, clock, signal);
    this.setAside = new SetAsideEvents(db, subscriptions);
    requireOwnKey();
    if (db.dialect() == Dialect.SQLITE) {
      sealer = null;
      db.beforeCommit(this::sealAny);
    } else {
      sealer = new EventSealer(this::sealOutstanding, signal);
    }
  }

  private void requireOwnKey() {
    HeadDao.Head genesis = new HeadDao.Head(0, EventChain.GENESIS);
    HeadDao.StoredHead first =
        new HeadDao.StoredHead(genesis, chain.headMac(genesis), chain.fingerprint());
    HeadDao.StoredHead stored =
        db.write(
            tx -> {
              HeadDao.init(tx.handle(), first);
              return HeadDao.find(tx.handle()).orElseThrow();
            });
    if (!stored.keyFingerprint().equals(chain.fingerprint())) {
      throw new LooplineException(
          KernelError.AUDIT_KEY_WRONG,
          "The audit key (audit.key in the data directory) is not the one that sealed this"
              + " database's events. Put the right one there, from a backup or from the other server"
              + " that uses this database.");
    }
  }

  /** Appends to the log in the caller's transaction; {@code TOO_LARGE} beyond 256 KiB of data. */
  public EventId append(Tx tx, NewEvent event) {
    EventId id = new EventId(ids.next("evt"));
    String data = Json.write(event.data());
    if (data.length() > LARGEST_DATA) {
      throw new LooplineException(
          KernelError.TOO_LARGE,
          "The data of the event "
              + event.type()
              + " of "
              + event.subject()
              + " has "
              + data.length()
              + " characters; at most "
              + LARGEST_DATA
              + " fit. Store it as an artifact and name its digest.");
    }
    EventDao.insert(tx.handle(), id.value(), event, clock.now().toEpochMilli(), data);
    tx.afterCommit(sealer == null ? signal::sealed : signal::appended);
    return id;
  }

  /** {@link #append} with the data given as a record or map, written as JSON. */
  public EventId append(
      Tx tx, String type, String source, String subject, @Nullable String product, Object data) {
    JsonNode node = Json.tree(data);
    return append(tx, new NewEvent(type, source, subject, product, "system:" + source, node));
  }

  public List<Event> page(EventQuery query) {
    return db.read(h -> EventDao.page(h, query)).stream().map(EventRow::sealed).toList();
  }

  public Optional<Event> find(EventId id) {
    return db.read(h -> EventDao.byId(h, id.value())).map(EventRow::sealed);
  }

  /** The position of the last sealed event; 0 where there is none. */
  public long head() {
    return db.read(HeadDao::position);
  }

  /** {@link #head} with its hash, to be kept somewhere else. */
  public EventHead sealedHead() {
    HeadDao.Head head = db.read(HeadDao::find).orElseThrow().head();
    return new EventHead(head.position(), HexFormat.of().formatHex(head.hash()));
  }

  /**
   * Calls {@code handler} for every matching event from the subscriber's durable cursor on, at
   * least once, on a thread of its own. A name that was never seen starts at the log's beginning.
   */
  public void subscribe(String name, EventFilter filter, EventHandler handler) {
    subscriptions.start(name, filter, handler);
  }

  /** Whether all is sealed and every subscriber has handled what is in the log. */
  public boolean isSettled() {
    return db.read(h -> !EventDao.anyUnsealed(h) && subscriptions.haveReached(HeadDao.position(h)));
  }

  /** What subscribers could not handle and went on without. */
  public SetAsideEvents setAside() {
    return setAside;
  }

  /** The subscribers of this process whose thread has died, and by what; empty when all is well. */
  public Map<String, String> deadSubscribers() {
    return subscriptions.dead();
  }

  /** By how many events the slowest subscriber of this process is behind the head. */
  public long farthestBehind() {
    long head = head();
    return Math.max(0, head - subscriptions.slowest(head));
  }

  /** Ends all subscribers, before what their handlers use is closed; appending goes on. */
  public void stopSubscribers() {
    subscriptions.close();
  }

  /** Waits until something is sealed after {@code position}, or the time is over. */
  public boolean awaitAfter(long position, java.time.Duration atMost) throws InterruptedException {
    return signal.await(() -> head() > position, atMost);
  }

  /** For those that wait on the log: wakes at every sealed batch and every subscriber's step. */
  public EventSignal signal() {
    return signal;
  }

  /** Recomputes the whole chain. Empty where it holds, else what is wrong and where. */
  public Optional<String> verify() {
    return new EventVerification(db, chain).run();
  }

  /** What contradicts that the log once had this head; empty where it still holds all of it. */
  public Optional<String> contradicts(EventHead known) {
    if (known.position() == 0) {
      return Optional.empty();
    }
    List<EventRow> rows = db.read(h -> EventDao.after(h, known.position() - 1, 1));
    if (rows.isEmpty()) {
      return Optional.of("it ends at " + head() + ", but once went on to " + known.position());
    }
    Event event = rows.getFirst().sealed();
    return event.position() == known.position() && event.hash().equals(known.hash())
        ? Optional.empty()
        : Optional.of("event " + known.position() + " is not the one that was there");
  }

  private void sealAny(Tx tx) {
    // Most commits carry no event.
    if (EventDao.anyUnsealed(tx)) {
      seal(tx.handle());
    }
  }

  private void seal(Handle h) {
    List<EventRow> rows = EventDao.unsealed(h, SEAL_BATCH);
    while (!rows.isEmpty()) {
      HeadDao.Head head = HeadDao.lock(h, db.dialect());
      List<HeadDao.Head> heads = new ArrayList<>(rows.size());
      for (EventRow row : rows) {
        long position = head.position() + 1;
        head = new HeadDao.Head(position, chain.hash(head.hash(), position, row));
        heads.add(head);
      }
      EventDao.seal(h, rows, heads);
      HeadDao.save(h, head, chain.headMac(head));
      rows = rows.size() < SEAL_BATCH ? List.of() : EventDao.unsealed(h, SEAL_BATCH);
    }
  }

  private void sealOutstanding() {
    boolean sealed =
        db.write(
            tx -> {
              // Taken first: a second server waits here and then finds nothing left to seal.
              HeadDao.lock(tx.handle(), db.dialect());
              boolean any = EventDao.anyUnsealed(tx);
              if (any) {
                seal(tx.handle());
              }
              return any;
            });
    if (sealed) {
      signal.sealed();
    }
  }

  @Override
  public void close() {
    subscriptions.close();
    if (sealer != null) {
      sealer.close();
    }
  }
}
