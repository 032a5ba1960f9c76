package dev.loopline.monitoring.internal;

import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.Challenge;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Statements on challenges. */
final class ChallengeDao {
  private ChallengeDao() {}

  static void insert(Handle h, Challenge c) {
    h.createUpdate(
            """
            insert into monitoring_challenge (id, product, endpoint, model, champion, challenger,
              trained_until, started_at, deadline, trigger_event, state, reason)
            values (:id, :product, :endpoint, :model, :champion, :challenger, :trainedUntil,
              :startedAt, :deadline, :trigger, :state, :reason)
            """)
        .bind("id", c.id())
        .bind("product", c.product())
        .bind("endpoint", c.endpoint())
        .bind("model", c.model())
        .bind("champion", c.champion())
        .bind("challenger", c.challenger())
        .bind("trainedUntil", c.trainedUntil())
        .bind("startedAt", c.startedAt())
        .bind("deadline", c.deadline())
        .bind("trigger", c.trigger())
        .bind("state", c.state().name())
        .bind("reason", c.reason())
        .execute();
  }

  /** Compare-and-set on the state, so that a challenge is decided once. */
  static boolean update(Handle h, Challenge c, Challenge.State expected) {
    return h.createUpdate(
                """
                update monitoring_challenge set state = :state, decided_at = :decidedAt,
                  evidence = :evidence, reason = :reason
                where id = :id and state = :expected
                """)
            .bind("id", c.id())
            .bind("state", c.state().name())
            .bind("decidedAt", c.decidedAt())
            .bind("evidence", c.evidence() == null ? null : Json.write(c.evidence()))
            .bind("reason", c.reason())
            .bind("expected", expected.name())
            .execute()
        == 1;
  }

  static List<Challenge> list(Handle h, String product) {
    return h.createQuery(
            """
            select id, product, endpoint, model, champion, challenger, trained_until, started_at,
              deadline, trigger_event, state, decided_at, evidence, reason
            from monitoring_challenge where product = :product order by seq
            """)
        .bind("product", product)
        .map(ChallengeDao::challenge)
        .list();
  }

  /** When the first challenge at an endpoint since a moment was opened. */
  static Optional<Instant> startedSince(Handle h, String product, String endpoint, Instant since) {
    return h.createQuery(
            """
            select started_at from monitoring_challenge
            where product = :product and endpoint = :endpoint and started_at >= :since
            order by started_at limit 1
            """)
        .bind("product", product)
        .bind("endpoint", endpoint)
        .bind("since", since)
        .mapTo(Instant.class)
        .findOne();
  }

  static Optional<Challenge> find(Handle h, String product, String id) {
    return list(h, product).stream().filter(c -> c.id().equals(id)).findFirst();
  }

  private static Challenge challenge(ResultSet rs, StatementContext ctx) throws SQLException {
    long decided = rs.getLong("decided_at");
    Instant decidedAt = rs.wasNull() ? null : Instant.ofEpochMilli(decided);
    String evidence = rs.getString("evidence");
    return new Challenge(
        rs.getString("id"),
        rs.getString("product"),
        rs.getString("endpoint"),
        rs.getString("model"),
        rs.getString("champion"),
        rs.getString("challenger"),
        Instant.ofEpochMilli(rs.getLong("trained_until")),
        Instant.ofEpochMilli(rs.getLong("started_at")),
        Instant.ofEpochMilli(rs.getLong("deadline")),
        rs.getString("trigger_event"),
        Challenge.State.valueOf(rs.getString("state")),
        decidedAt,
        evidence == null ? null : Json.read(evidence, Challenge.Evidence.class),
        rs.getString("reason"));
  }
}
