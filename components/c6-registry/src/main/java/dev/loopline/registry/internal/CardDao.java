package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelCard;
import dev.loopline.registry.ModelCards.Revision;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements over model cards: a revision is added, none is changed. */
final class CardDao {
  private static final RowMapper<Revision> REVISION =
      (rs, ctx) ->
          new Revision(
              rs.getInt("revision"),
              Instant.ofEpochMilli(rs.getLong("at")),
              rs.getString("actor"),
              Json.read(rs.getString("document"), ModelCard.class));

  private CardDao() {}

  /** The next revision's number, which nobody else gets. */
  static int next(Tx tx, VersionKey key) {
    return tx.handle()
        .createQuery(
            """
            update model_version set card_revision = card_revision + 1
            where model_no = :no and version = :version returning card_revision
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .mapTo(Integer.class)
        .one();
  }

  static void insert(Tx tx, VersionKey key, Revision revision) {
    tx.handle()
        .createUpdate(
            """
            insert into model_card (model_no, version, revision, at, actor, document)
            values (:no, :version, :revision, :at, :actor, :document)
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .bind("revision", revision.revision())
        .bind("at", revision.at())
        .bind("actor", revision.actor())
        .bind("document", Json.write(revision.card()))
        .execute();
  }

  static List<Revision> newest(Handle h, VersionKey key, int limit) {
    return h.createQuery(
            """
            select revision, at, actor, document from model_card
            where model_no = :no and version = :version order by revision desc limit :limit
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .bind("limit", limit)
        .map(REVISION)
        .list();
  }
}
