package dev.loopline.kernel.events;

import dev.loopline.kernel.db.Database;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Walks the whole chain and recomputes every hash. */
final class EventVerification {
  private static final int BATCH = 2_000;

  private final Database db;
  private final EventChain chain;

  EventVerification(Database db, EventChain chain) {
    this.db = db;
    this.chain = chain;
  }

  Optional<String> run() {
    byte[] previous = EventChain.GENESIS;
    long expected = 1;
    while (true) {
      long after = expected - 1;
      List<EventRow> rows = db.read(h -> EventDao.after(h, after, BATCH));
      for (EventRow row : rows) {
        if (row.position() == null || row.position() != expected) {
          return Optional.of("event " + expected + " is missing; next is " + row.position());
        }
        byte[] hash = chain.hash(previous, expected, row);
        if (!Arrays.equals(hash, row.hash())) {
          return Optional.of(
              "event " + expected + " (" + row.id() + ", " + row.type() + ") was changed");
        }
        previous = hash;
        expected++;
      }
      if (rows.size() < BATCH) {
        break;
      }
    }
    return verifyHead(expected - 1, previous);
  }

  private Optional<String> verifyHead(long last, byte[] hash) {
    HeadDao.StoredHead stored = db.read(HeadDao::find).orElseThrow();
    HeadDao.Head head = stored.head();
    if (head.position() != last) {
      return Optional.of(
          "the log's head is at " + head.position() + ", but its events end at " + last);
    }
    if (!Arrays.equals(head.hash(), hash)) {
      return Optional.of("the log's head does not match its last event");
    }
    return Arrays.equals(stored.mac(), chain.headMac(head))
        ? Optional.empty()
        : Optional.of("the log's head was moved to " + last + " by somebody without the audit key");
  }
}
