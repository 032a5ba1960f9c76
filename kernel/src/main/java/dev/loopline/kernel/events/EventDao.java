package dev.loopline.kernel.events;

import dev.loopline.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The log's statements. */
final class EventDao {
  private static final String ANY_UNSEALED = "select 1 from event where position is null limit 1";
  private static final RowMapper<EventRow> ROW =
      (rs, ctx) -> {
        long eventTime = rs.getLong("event_time");
        Long at = rs.wasNull() ? null : eventTime;
        long position = rs.getLong("position");
        Long sealedAt = rs.wasNull() ? null : position;
        return new EventRow(
            rs.getLong("seq"),
            rs.getString("id"),
            rs.getString("type"),
            rs.getString("source"),
            rs.getString("subject"),
            rs.getString("product"),
            rs.getString("actor"),
            rs.getLong("time"),
            at,
            rs.getString("data"),
            sealedAt,
            rs.getBytes("hash"));
      };
  private static final String COLUMNS =
      "seq, id, type, source, subject, product, actor, time, event_time, data, position, hash";

  private EventDao() {}

  static void insert(Handle h, String id, NewEvent event, long time, String data) {
    h.createUpdate(
            """
            insert into event (id, type, source, subject, product, actor, time, event_time, data)
            values (:id, :type, :source, :subject, :product, :actor, :time,
              (select at from event_time where product = :product), :data)
            """)
        .bind("id", id)
        .bind("type", event.type())
        .bind("source", event.source())
        .bind("subject", event.subject())
        .bind("product", event.product())
        .bind("actor", event.actor())
        .bind("time", time)
        .bind("data", data)
        .execute();
  }

  static List<EventRow> unsealed(Handle h, int limit) {
    return h.createQuery(
            "select " + COLUMNS + " from event where position is null order by seq limit :limit")
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  static void seal(Handle h, List<EventRow> rows, List<HeadDao.Head> heads) {
    PreparedBatch batch =
        h.prepareBatch("update event set position = :position, hash = :hash where seq = :seq");
    for (int i = 0; i < rows.size(); i++) {
      batch
          .bind("position", heads.get(i).position())
          .bind("hash", heads.get(i).hash())
          .bind("seq", rows.get(i).seq())
          .add();
    }
    batch.execute();
  }

  static boolean anyUnsealed(Handle h) {
    return h.createQuery(ANY_UNSEALED).mapTo(Integer.class).findOne().isPresent();
  }

  /** The same for those who ask before each commit. */
  static boolean anyUnsealed(Tx tx) {
    try (ResultSet rs = tx.prepared(ANY_UNSEALED).executeQuery()) {
      return rs.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<EventRow> after(Handle h, long position, int limit) {
    return h.createQuery(
            "select "
                + COLUMNS
                + " from event where position > :position order by position limit :limit")
        .bind("position", position)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  static Optional<EventRow> byId(Handle h, String id) {
    return h.createQuery(
            "select " + COLUMNS + " from event where id = :id and position is not null")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** A page in either direction, narrowed by what is not null. */
  static List<EventRow> page(Handle h, EventQuery query) {
    List<String> where = new ArrayList<>(List.of("position is not null"));
    Map<String, Object> values = new java.util.HashMap<>();
    if (query.product() != null) {
      narrow(where, values, "product = :product", "product", query.product());
    }
    if (query.subject() != null) {
      narrow(where, values, "subject = :subject", "subject", query.subject());
    }
    if (query.type() != null) {
      boolean prefix = query.type().endsWith(".");
      narrow(
          where,
          values,
          prefix ? "type >= :type and type < :typeEnd" : "type = :type",
          "type",
          query.type());
      values.put("typeEnd", query.type().substring(0, query.type().length() - 1) + "/");
    }
    if (query.cursor() != null) {
      narrow(
          where,
          values,
          query.newestFirst() ? "position < :cursor" : "position > :cursor",
          "cursor",
          query.cursor());
    }
    return h.createQuery(
            "select "
                + COLUMNS
                + " from event where "
                + String.join(" and ", where)
                + " order by position "
                + (query.newestFirst() ? "desc" : "asc")
                + " limit :limit")
        .bindMap(values)
        .bind("limit", query.limit())
        .map(ROW)
        .list();
  }

  private static void narrow(
      List<String> where, Map<String, Object> values, String predicate, String name, Object value) {
    where.add(predicate);
    values.put(name, value);
  }

  static long cursor(Handle h, String subscriber) {
    return h.createQuery("select position from event_cursor where subscriber = :subscriber")
        .bind("subscriber", subscriber)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  static void saveCursor(Handle h, String subscriber, long position) {
    h.createUpdate(
            """
            insert into event_cursor (subscriber, position) values (:subscriber, :position)
            on conflict (subscriber) do update set position = excluded.position
            """)
        .bind("subscriber", subscriber)
        .bind("position", position)
        .execute();
  }
}
