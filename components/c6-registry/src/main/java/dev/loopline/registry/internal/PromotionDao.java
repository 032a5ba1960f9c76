package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.RegistrySurvey.Asked;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements over promotions that somebody asked for. */
final class PromotionDao {
  /** A version is asked for once, so that each has one such entry at most. */
  private static final String FROM =
      """
       from model_version v join registered_model m on m.no = v.model_no
      join model_change c on c.model_no = v.model_no and c.version = v.version
        and c.change = 'requested'
      where v.deleted_at is null and v.decision = ?
      """;

  private PromotionDao() {}

  /** One that was asked for, by the number of the request's entry in the history. */
  record Requested(long entry, VersionRow version, Instant at, JsonNode evidence) {}

  static List<Requested> page(Handle h, Asked asked, long before, int limit) {
    Sql sql =
        Sql.of("select c.id as entry, c.at as asked_at, c.evidence as given, " + VersionRow.COLUMNS)
            .then(from(asked))
            .then(" and c.id < ? order by c.id desc limit ?", before, limit);
    return Rows.list(
        h,
        sql,
        (rs, ctx) ->
            new Requested(
                rs.getLong("entry"),
                VersionRow.of(rs),
                Instant.ofEpochMilli(rs.getLong("asked_at")),
                Json.read(rs.getString("given"), JsonNode.class)));
  }

  static long count(Handle h, Asked asked) {
    return Rows.list(h, Sql.of("select count(*)").then(from(asked)), (rs, ctx) -> rs.getLong(1))
        .getFirst();
  }

  private static Sql from(Asked asked) {
    Sql all = Sql.of(FROM, asked.decision().name());
    return asked.product() == null ? all : all.then(" and m.product = ?", asked.product());
  }
}
