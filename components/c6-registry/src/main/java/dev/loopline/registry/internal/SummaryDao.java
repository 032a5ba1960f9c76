package dev.loopline.registry.internal;

import dev.loopline.registry.Registry.ModelSummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A product's models at a glance. */
final class SummaryDao {
  private SummaryDao() {}

  static List<ModelSummary> page(Handle h, String product, String after, int limit) {
    return h.createQuery(
            """
            select m.name,
              (select count(*) from model_version v
                where v.model_no = m.no and v.deleted_at is null) as versions,
              (select a.version from model_alias a
                where a.model_no = m.no and a.alias = 'champion') as champion,
              (select a.version from model_alias a
                where a.model_no = m.no and a.alias = 'challenger') as challenger
            from registered_model m where m.product = :product and m.name > :after
            order by m.name limit :limit
            """)
        .bind("product", product)
        .bind("after", after)
        .bind("limit", limit)
        .map(
            (rs, ctx) ->
                new ModelSummary(
                    rs.getString("name"),
                    rs.getInt("versions"),
                    whole(rs, "champion"),
                    whole(rs, "challenger")))
        .list();
  }

  private static @Nullable Integer whole(ResultSet rs, String column) throws SQLException {
    int value = rs.getInt(column);
    return rs.wasNull() ? null : value;
  }
}
