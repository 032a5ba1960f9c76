package dev.loopline.kernel.events;

import dev.loopline.kernel.db.Dialect;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements about the log's head: how far it is sealed, and by whose key. */
final class HeadDao {
  /** A sealed position and the hash of its event. */
  record Head(long position, byte[] hash) {}

  /**
   * The head as it is stored.
   *
   * @param mac over the head, under the audit key
   */
  record StoredHead(Head head, byte[] mac, String keyFingerprint) {}

  private HeadDao() {}

  static void init(Handle h, StoredHead first) {
    h.createUpdate(
            """
            insert into event_head (one, position, hash, mac, key_fingerprint)
            values (1, :position, :hash, :mac, :fingerprint) on conflict do nothing
            """)
        .bind("position", first.head().position())
        .bind("hash", first.head().hash())
        .bind("mac", first.mac())
        .bind("fingerprint", first.keyFingerprint())
        .execute();
  }

  /** Empty in a database in which no log was ever opened. */
  static Optional<StoredHead> find(Handle h) {
    return h.createQuery(
            "select position, hash, mac, key_fingerprint from event_head where one = 1")
        .map(
            (rs, ctx) ->
                new StoredHead(
                    new Head(rs.getLong("position"), rs.getBytes("hash")),
                    rs.getBytes("mac"),
                    rs.getString("key_fingerprint")))
        .findOne();
  }

  /** The head; locked, so that two servers that seal at once take turns. */
  static Head lock(Handle h, Dialect dialect) {
    return h.createQuery(
            "select position, hash from event_head where one = 1 " + dialect.forUpdate())
        .map((rs, ctx) -> new Head(rs.getLong("position"), rs.getBytes("hash")))
        .one();
  }

  static void save(Handle h, Head head, byte[] mac) {
    h.createUpdate(
            "update event_head set position = :position, hash = :hash, mac = :mac where one = 1")
        .bind("position", head.position())
        .bind("hash", head.hash())
        .bind("mac", mac)
        .execute();
  }

  static long position(Handle h) {
    return h.createQuery("select position from event_head where one = 1").mapTo(Long.class).one();
  }
}
