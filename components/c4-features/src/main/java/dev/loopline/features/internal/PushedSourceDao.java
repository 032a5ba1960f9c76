package dev.loopline.features.internal;

import dev.loopline.kernel.db.Tx;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The statements over what was pushed to sources: the truth of how much counts. */
final class PushedSourceDao {
  private PushedSourceDao() {}

  /**
   * How much was acknowledged, and what it is known by.
   *
   * @param end offset in the segments
   * @param rejectedEnd offset in the segments of rejected rows
   */
  record Pushed(
      long end, long rows, long rejected, long rejectedEnd, String entity, String eventTime) {
    static final Pushed NOTHING = new Pushed(0, 0, 0, 0, "", "");
  }

  static Optional<Pushed> find(Handle h, String product, String source) {
    return h.createQuery(
            """
            select end_offset, row_count, rejected, rejected_end, entity, event_time
            from pushed_source where product = :product and source = :source
            """)
        .bind("product", product)
        .bind("source", source)
        .map(
            (rs, ctx) ->
                new Pushed(
                    rs.getLong("end_offset"),
                    rs.getLong("row_count"),
                    rs.getLong("rejected"),
                    rs.getLong("rejected_end"),
                    rs.getString("entity"),
                    rs.getString("event_time")))
        .findOne();
  }

  /** Rows by source. */
  static Map<String, Long> rows(Handle h, String product) {
    Map<String, Long> rows = new TreeMap<>();
    h.createQuery("select source, row_count from pushed_source where product = :product")
        .bind("product", product)
        .map((rs, ctx) -> Map.entry(rs.getString("source"), rs.getLong("row_count")))
        .forEach(e -> rows.put(e.getKey(), e.getValue()));
    return rows;
  }

  /** Adds rows, and sets the offsets; what rows are known by stays as it is. */
  static void advance(Tx tx, String product, String source, Pushed by) {
    tx.handle()
        .createUpdate(
            """
            insert into pushed_source
              (product, source, end_offset, row_count, rejected, rejected_end, entity, event_time)
            values
              (:product, :source, :end, :rows, :rejected, :rejectedEnd, :entity, :eventTime)
            on conflict (product, source) do update set
              end_offset = excluded.end_offset,
              row_count = pushed_source.row_count + excluded.row_count,
              rejected = pushed_source.rejected + excluded.rejected,
              rejected_end = excluded.rejected_end,
              entity = case pushed_source.row_count
                when 0 then excluded.entity else pushed_source.entity end,
              event_time = case pushed_source.row_count
                when 0 then excluded.event_time else pushed_source.event_time end
            """)
        .bind("product", product)
        .bind("source", source)
        .bind("end", by.end())
        .bind("rows", by.rows())
        .bind("rejected", by.rejected())
        .bind("rejectedEnd", by.rejectedEnd())
        .bind("entity", by.entity())
        .bind("eventTime", by.eventTime())
        .execute();
  }
}
