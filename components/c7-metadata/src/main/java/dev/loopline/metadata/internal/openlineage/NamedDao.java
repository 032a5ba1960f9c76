package dev.loopline.metadata.internal.openlineage;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.internal.openlineage.Incoming.Named;
import dev.loopline.metadata.openlineage.DatasetLocation;
import dev.loopline.metadata.openlineage.OpenLineageNames;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements over jobs and datasets, which are kept alike. */
final class NamedDao {
  private NamedDao() {}

  /** Which of the two. */
  enum Table {
    JOB("openlineage_job"),
    DATASET("openlineage_dataset");

    private final String sql;

    Table(String sql) {
      this.sql = sql;
    }
  }

  /** One of them. */
  record Row(long no, String id, String namespace, String name, String facets, Instant at) {}

  /** Its id; what an event tells is merged with what others told. */
  static String put(Tx tx, Dialect dialect, Table table, Named named, Instant at) {
    String id = OpenLineageNames.id(named.namespace(), named.name());
    int inserted =
        tx.handle()
            .createUpdate(
                "insert into "
                    + table.sql
                    + " (id, namespace, name, facets, event_at)"
                    + " values (:id, :namespace, :name, :facets, :at) on conflict (id) do nothing")
            .bind("id", id)
            .bind("namespace", named.namespace())
            .bind("name", named.name())
            .bind("facets", Facets.stored(named.facets(), at))
            .bind("at", at)
            .execute();
    if (inserted == 0) {
      merge(tx, dialect, table, id, named, at);
    } else if (table == Table.DATASET) {
      DatasetLocation.of(named.namespace(), named.name()).ifPresent(l -> locate(tx, id, l));
    }
    return id;
  }

  private static void locate(Tx tx, String id, DatasetLocation location) {
    tx.handle()
        .createUpdate("update openlineage_dataset set location = :location where id = :id")
        .bind("location", location.key())
        .bind("id", id)
        .execute();
  }

  private static void merge(
      Tx tx, Dialect dialect, Table table, String id, Named named, Instant at) {
    // Locked: of two events at once, the second merges with what the first wrote.
    Row there =
        Rows.list(
                tx.handle(),
                Sql.of(select(table) + " where id = ? " + dialect.forUpdate(), id),
                (rs, ctx) -> row(rs))
            .getFirst();
    boolean newer = !at.isBefore(there.at());
    tx.handle()
        .createUpdate(
            "update " + table.sql + " set facets = :facets, event_at = :at where no = :no")
        .bind("facets", Facets.merged(there.facets(), named.facets(), at))
        .bind("at", newer ? at : there.at())
        .bind("no", there.no())
        .execute();
  }

  private static String select(Table table) {
    return "select no, id, namespace, name, facets, event_at from " + table.sql;
  }

  private static Row row(java.sql.ResultSet rs) throws java.sql.SQLException {
    return new Row(
        rs.getLong("no"),
        rs.getString("id"),
        rs.getString("namespace"),
        rs.getString("name"),
        rs.getString("facets"),
        Instant.ofEpochMilli(rs.getLong("event_at")));
  }

  static List<Row> after(Handle h, Table table, long no, int limit) {
    return Rows.list(
        h,
        Sql.of(select(table) + " where no > ? order by no limit ?", no, limit),
        (rs, ctx) -> row(rs));
  }

  static List<Row> all(Handle h, Table table, List<String> ids) {
    return h.createQuery(select(table) + " where id in (<ids>)")
        .bindList("ids", ids)
        .map((rs, ctx) -> row(rs))
        .list();
  }
}
