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
        challenger_since from serving_endpoint
      """;
  private static final RowMapper<EndpointRow> ROW =
      (rs, ctx) ->
          new EndpointRow(
              rs.getLong("id"),
              rs.getString("product"),
              Json.read(rs.getString("document"), EndpointSpec.class),
              rs.getString("commit_id"),
              deployed(rs, "champion"),
              deployed(rs, "challenger"));

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
            insert into serving_endpoint (product, name, commit_id, document)
            values (:product, :name, :commit, :document)
            on conflict (product, name) do update
            set commit_id = excluded.commit_id, document = excluded.document
            """)
        .bind("product", product)
        .bind("name", spec.name())
        .bind("commit", commit)
        .bind("document", Json.write(spec))
        .execute();
  }

  static List<EndpointRow> list(Handle h, String product) {
    return h.createQuery(COLUMNS + "where product = :product order by name")
        .bind("product", product)
        .map(ROW)
        .list();
  }

  static Optional<EndpointRow> find(Handle h, String product, String name) {
    return h.createQuery(COLUMNS + "where product = :product and name = :name")
        .bind("product", product)
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  static Optional<EndpointRow> find(Handle h, long number) {
    return h.createQuery(COLUMNS + "where id = :id").bind("id", number).map(ROW).findOne();
  }

  static void deploy(Handle h, long number, Role role, @Nullable Integer version, Instant since) {
    String statement =
        switch (role) {
          case CHAMPION ->
              """
              update serving_endpoint set champion = :version, champion_since = :since
              where id = :id
              """;
          case CHALLENGER ->
              """
              update serving_endpoint set challenger = :version, challenger_since = :since
              where id = :id
              """;
        };
    h.createUpdate(statement)
        .bind("version", version)
        .bind("since", since)
        .bind("id", number)
        .execute();
  }
}
