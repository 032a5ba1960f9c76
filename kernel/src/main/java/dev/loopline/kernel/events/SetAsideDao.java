package dev.loopline.kernel.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements about events that were set aside. */
final class SetAsideDao {
  private static final RowMapper<SetAside> ROW =
      (rs, ctx) ->
          new SetAside(
              rs.getString("subscriber"),
              rs.getLong("position"),
              new EventId(rs.getString("id")),
              rs.getString("type"),
              rs.getString("subject"),
              rs.getString("product"),
              rs.getString("error"),
              Instant.ofEpochMilli(rs.getLong("time")),
              rs.getInt("retry") != 0);

  private static final String SELECT =
      """
      select s.subscriber, s.position, e.id, e.type, e.subject, e.product, s.error, s.time, s.retry
      from event_set_aside s join event e on e.position = s.position
      """;

  private SetAsideDao() {}

  static void add(Handle h, String subscriber, long position, String error, Instant time) {
    h.createUpdate(
            """
            insert into event_set_aside (subscriber, position, error, time, retry)
            values (:subscriber, :position, :error, :time, 0)
            on conflict (subscriber, position) do update
              set error = excluded.error, time = excluded.time, retry = 0
            """)
        .bind("subscriber", subscriber)
        .bind("position", position)
        .bind("error", error)
        .bind("time", time)
        .execute();
  }

  static void remove(Handle h, String subscriber, long position) {
    h.createUpdate(
            "delete from event_set_aside where subscriber = :subscriber and position = :position")
        .bind("subscriber", subscriber)
        .bind("position", position)
        .execute();
  }

  static boolean askRetry(Handle h, String subscriber, long position) {
    return h.createUpdate(
                """
                update event_set_aside set retry = 1
                where subscriber = :subscriber and position = :position
                """)
            .bind("subscriber", subscriber)
            .bind("position", position)
            .execute()
        > 0;
  }

  static List<Long> asked(Handle h, String subscriber) {
    return h.createQuery(
            """
            select position from event_set_aside
            where subscriber = :subscriber and retry = 1 order by position
            """)
        .bind("subscriber", subscriber)
        .mapTo(Long.class)
        .list();
  }

  static Optional<SetAside> find(Handle h, String subscriber, long position) {
    return h.createQuery(SELECT + "where s.subscriber = :subscriber and s.position = :position")
        .bind("subscriber", subscriber)
        .bind("position", position)
        .map(ROW)
        .findOne();
  }

  static List<SetAside> page(Handle h, long afterPosition, String afterSubscriber, int limit) {
    return h.createQuery(
            SELECT
                + """
                where (s.position, s.subscriber) > (:position, :subscriber)
                order by s.position, s.subscriber limit :limit
                """)
        .bind("position", afterPosition)
        .bind("subscriber", afterSubscriber)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  static long count(Handle h) {
    return h.createQuery("select count(*) from event_set_aside").mapTo(Long.class).one();
  }
}
