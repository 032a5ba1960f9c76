package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Lifecycle;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements over experiments. */
public final class ExperimentDao {
  private static final String SELECT =
      "select id, name, lifecycle, created_at, updated_at from experiment ";
  private static final RowMapper<Experiment> ROW =
      (rs, ctx) ->
          new Experiment(
              rs.getLong("id"),
              rs.getString("name"),
              Lifecycle.valueOf(rs.getString("lifecycle")),
              Instant.ofEpochMilli(rs.getLong("created_at")),
              Instant.ofEpochMilli(rs.getLong("updated_at")));

  private ExperimentDao() {}

  public static void ensureDefault(Tx tx, Instant now) {
    tx.handle()
        .createUpdate(
            """
            insert into experiment (id, name, lifecycle, created_at, updated_at)
            values (0, 'Default', 'ACTIVE', :now, :now) on conflict do nothing
            """)
        .bind("now", now)
        .execute();
  }

  /** False where the name is taken. */
  public static boolean insert(Tx tx, String name, Instant now) {
    return tx.handle()
            .createUpdate(
                """
                insert into experiment (name, lifecycle, created_at, updated_at)
                values (:name, 'ACTIVE', :now, :now) on conflict (name) do nothing
                """)
            .bind("name", name)
            .bind("now", now)
            .execute()
        > 0;
  }

  public static Optional<Experiment> byId(Handle h, long id) {
    return h.createQuery(SELECT + "where id = :id").bind("id", id).map(ROW).findOne();
  }

  public static Optional<Experiment> byName(Handle h, String name) {
    return h.createQuery(SELECT + "where name = :name").bind("name", name).map(ROW).findOne();
  }

  public static List<Experiment> page(Handle h, long before, int limit) {
    return h.createQuery(
            SELECT + "where lifecycle = 'ACTIVE' and id < :before order by id desc limit :limit")
        .bind("before", before)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }
}
