package dev.loopline.serving.internal;

import dev.loopline.kernel.json.Json;
import dev.loopline.serving.EndpointSpec;
import dev.loopline.serving.EndpointView.Deployed;
import dev.loopline.serving.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The statements over endpoints. */
final class EndpointDao {
  private static final String COLUMNS =
      """
      select id, product, name, commit_id, document, champion, champion_since, challenger,
        challenger_since, challenger_answers from serving_endpoint
      """;
  private static final RowMapper<EndpointRow> ROW =
      (rs, ctx) ->
          new EndpointRow(
              rs.getLong("id"),
              rs.getString("product"),
              Json.read(rs.getString("document"), EndpointSpec.class),
              rs.getString("commit_id"),
              deployed(rs, "champion"),
              deployed(rs, "challenger"),
              rs.getInt("challenger_answers") == 1);

  private EndpointDao() {}

  private static @Nullable Deployed deployed(ResultSet rs, String role) throws SQLException {
    int version = rs.getInt(role);
    return rs.wasNull()
        ? null
        : new Deployed(version, Instant.ofEpochMilli(rs.getLong(role + "_since")));
  }

  static void save(Handle h, String product, String commit, EndpointSpec spec) {
    h.createUpdate(
            """
            insert into serving_endpoint (product, name, commit_id, document, challenger_answers)
            values (:product, :name, :commit, :document, 1)
            on conflict (product, name) do update
            set commit_id = excluded.commit_id, document = excluded.document, removed_at = null
            """)
        .bind("product", product)
        .bind("name", spec.name())
        .bind("commit", commit)
        .bind("document", Json.write(spec))
        .execute();
  }

  static List<EndpointRow> list(Handle h, String product) {
    return h.createQuery(COLUMNS + "where product = :product and removed_at is null order by name")
        .bind("product", product)
        .map(ROW)
        .list();
  }

  static Optional<EndpointRow> find(Handle h, String product, String name) {
    return h.createQuery(
            COLUMNS + "where product = :product and name = :name and removed_at is null")
        .bind("product", product)
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  /** The number of an endpoint, of one that was taken back too. */
  static Optional<Long> number(Handle h, String product, String name) {
    return h.createQuery(
            "select id from serving_endpoint where product = :product and name = :name")
        .bind("product", product)
        .bind("name", name)
        .mapTo(Long.class)
        .findOne();
  }

  /** Every product's endpoints. */
  static List<EndpointRow> all(Handle h) {
    return h.createQuery(COLUMNS + "where removed_at is null order by id").map(ROW).list();
  }

  /** Those that were taken back as well: their predictions are still there. */
  static List<EndpointRow> allEver(Handle h) {
    return h.createQuery(COLUMNS + "order by id").map(ROW).list();
  }

  /** Takes an endpoint back; its log stays, and its number is not another's. */
  static void remove(Handle h, long number, Instant at) {
    h.createUpdate(
            """
            update serving_endpoint set removed_at = :at, champion = null, champion_since = null,
              challenger = null, challenger_since = null where id = :id
            """)
        .bind("at", at)
        .bind("id", number)
        .execute();
  }

  /** Also of an endpoint that was taken back: its predictions are still there. */
  static Optional<EndpointRow> find(Handle h, long number) {
    return h.createQuery(COLUMNS + "where id = :id").bind("id", number).map(ROW).findOne();
  }

  static void deploy(Handle h, long number, Role role, @Nullable Integer version, Instant since) {
    if (role == Role.CHAMPION) {
      h.createUpdate(
              """
              update serving_endpoint set champion = :version, champion_since = :since
              where id = :id
              """)
          .bind("version", version)
          .bind("since", since)
          .bind("id", number)
          .execute();
    } else {
      h.createUpdate(
              """
              update serving_endpoint set challenger = :version, challenger_since = :since,
                challenger_answers = :answers
              where id = :id
              """)
          .bind("version", version)
          .bind("since", since)
          .bind("answers", role == Role.SHADOW ? 0 : 1)
          .bind("id", number)
          .execute();
    }
  }
}
