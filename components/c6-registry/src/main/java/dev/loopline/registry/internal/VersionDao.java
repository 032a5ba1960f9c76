package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Decision;
import dev.loopline.registry.Origin;
import dev.loopline.registry.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over versions. Deleted ones are found by none of them. */
final class VersionDao {
  static final String FROM =
      " from model_version v join registered_model m on m.no = v.model_no"
          + " where v.deleted_at is null";

  private VersionDao() {}

  /** What is written of a new version. */
  record New(
      int version,
      Origin origin,
      @Nullable String description,
      Stage stage,
      String user,
      Instant at,
      @Nullable String sourceRun,
      @Nullable String document,
      @Nullable String passport) {}

  static void insert(Tx tx, long modelNo, New version) {
    tx.handle()
        .createUpdate(
            """
            insert into model_version
              (model_no, version, source, place, run_id, run_link, logged_model_id, description,
               stage, user_name, created_at, updated_at, source_run, card_revision, document,
               passport)
            values
              (:no, :version, :source, :place, :run, :link, :logged, :description,
               :stage, :user, :at, :at, :sourceRun, 0, :document, :passport)
            """)
        .bind("no", modelNo)
        .bind("version", version.version())
        .bind("source", version.origin().source())
        .bind("place", version.origin().place())
        .bind("run", version.origin().runId())
        .bind("link", version.origin().runLink())
        .bind("logged", version.origin().loggedModelId())
        .bind("description", version.description())
        .bind("stage", version.stage().label())
        .bind("user", version.user())
        .bind("at", version.at())
        .bind("sourceRun", version.sourceRun())
        .bind("document", version.document())
        .bind("passport", version.passport())
        .execute();
  }

  /** The version that a pipeline run registered before. */
  static Optional<Integer> ofSourceRun(Handle h, long modelNo, String run) {
    return h.createQuery(
            "select version from model_version where model_no = :no and source_run = :run")
        .bind("no", modelNo)
        .bind("run", run)
        .mapTo(Integer.class)
        .findOne();
  }

  static Optional<VersionRow> find(Handle h, String model, int version) {
    if (ModelDao.isNoName(model)) {
      return Optional.empty();
    }
    return list(
            h,
            Sql.of(
                "select " + VersionRow.COLUMNS + FROM + " and m.name = ? and v.version = ?",
                model,
                version))
        .stream()
        .findFirst();
  }

  static List<VersionRow> list(Handle h, Sql sql) {
    return Rows.list(h, sql, (rs, ctx) -> VersionRow.of(rs));
  }

  static List<VersionRow> ofKeys(Handle h, List<VersionKey> keys) {
    return InChunks.ofVersions(
        h,
        "select " + VersionRow.COLUMNS + FROM + " and (v.model_no, v.version) in",
        keys,
        (rs, ctx) -> VersionRow.of(rs));
  }

  /** The highest version of each stage of each model. */
  static List<VersionRow> latest(Handle h, List<Long> models) {
    List<VersionKey> keys =
        InChunks.ofModels(
            h,
            """
            select model_no, max(version) as version from model_version
            where deleted_at is null and model_no in
            """,
            models,
            " group by model_no, stage",
            (rs, ctx) -> new VersionKey(rs.getLong("model_no"), rs.getInt("version")));
    return ofKeys(h, keys);
  }

  /** A model's versions with numbers below one, newest first. */
  static List<VersionRow> newest(Handle h, long modelNo, int before, int limit) {
    return list(
        h,
        Sql.of(
            "select "
                + VersionRow.COLUMNS
                + FROM
                + " and v.model_no = ? and v.version < ? order by v.version desc limit ?",
            modelNo,
            before,
            limit));
  }

  /** The highest version of a model. */
  static Optional<Integer> highest(Handle h, long modelNo) {
    return h.createQuery(
            """
            select version from model_version where model_no = :no and deleted_at is null
            order by version desc limit 1
            """)
        .bind("no", modelNo)
        .mapTo(Integer.class)
        .findOne();
  }

  /** Those with their tags and aliases, in the same order, by two more statements. */
  static List<ModelVersion> fill(Handle h, List<VersionRow> rows) {
    Map<VersionKey, Map<String, String>> tags =
        TagDao.ofVersions(h, rows.stream().map(VersionRow::key).toList());
    Map<Long, Map<String, Integer>> aliases =
        AliasDao.ofModels(h, rows.stream().map(VersionRow::modelNo).distinct().toList());
    List<ModelVersion> filled = new ArrayList<>(rows.size());
    for (VersionRow row : rows) {
      List<String> own =
          aliases.getOrDefault(row.modelNo(), Map.of()).entrySet().stream()
              .filter(e -> e.getValue() == row.version())
              .map(Map.Entry::getKey)
              .toList();
      filled.add(row.with(tags.getOrDefault(row.key(), Map.of()), own));
    }
    return filled;
  }

  static void describe(Tx tx, VersionKey key, @Nullable String description, Instant now) {
    tx.handle()
        .createUpdate(
            """
            update model_version set description = :description, updated_at = :now
            where model_no = :no and version = :version
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .bind("description", description)
        .bind("now", now)
        .execute();
  }

  static void setStage(Tx tx, VersionKey key, Stage stage, Instant now) {
    tx.handle()
        .createUpdate(
            """
            update model_version set stage = :stage, updated_at = :now
            where model_no = :no and version = :version
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .bind("stage", stage.label())
        .bind("now", now)
        .execute();
  }

  static List<VersionRow> inStage(Handle h, long modelNo, Stage stage) {
    return list(
        h,
        Sql.of(
            "select " + VersionRow.COLUMNS + FROM + " and v.model_no = ? and v.stage = ?",
            modelNo,
            stage.label()));
  }

  /**
   * Decides, where nothing was decided yet or a promotion was asked for: of two at once, one does.
   */
  static boolean decide(Tx tx, VersionKey key, Decision decision) {
    return tx.handle()
            .createUpdate(
                """
                update model_version set decision = :decision
                where model_no = :no and version = :version
                  and (decision is null or decision = 'REQUESTED')
                """)
            .bind("no", key.model())
            .bind("version", key.version())
            .bind("decision", decision.name())
            .execute()
        > 0;
  }

  static boolean request(Tx tx, VersionKey key, String by) {
    return tx.handle()
            .createUpdate(
                """
                update model_version set decision = 'REQUESTED', requested_by = :by
                where model_no = :no and version = :version and decision is null
                """)
            .bind("no", key.model())
            .bind("version", key.version())
            .bind("by", by)
            .execute()
        > 0;
  }

  static void delete(Tx tx, VersionKey key, Instant now) {
    tx.handle()
        .createUpdate(
            """
            update model_version set deleted_at = :now where model_no = :no and version = :version
            """)
        .bind("no", key.model())
        .bind("version", key.version())
        .bind("now", now)
        .execute();
    tx.handle()
        .createUpdate("delete from model_alias where model_no = :no and version = :version")
        .bind("no", key.model())
        .bind("version", key.version())
        .execute();
  }

  /** Whether the model has versions that endpoints can serve. */
  static boolean anyServable(Handle h, long modelNo) {
    return h.createQuery(
                """
                select count(*) from model_version
                where model_no = :no and document is not null and deleted_at is null
                """)
            .bind("no", modelNo)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  /** Whether anybody asked for, or decided about, the promotion of a version, deleted or not. */
  static boolean anyDecided(Handle h, long modelNo) {
    return h.createQuery(
                """
                select count(*) from model_version
                where model_no = :no and decision is not null
                """)
            .bind("no", modelNo)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  static @Nullable String passport(Handle h, VersionKey key) {
    return h.createQuery(
            "select passport from model_version where model_no = :no and version = :version")
        .bind("no", key.model())
        .bind("version", key.version())
        .map((rs, ctx) -> Optional.ofNullable(rs.getString(1)))
        .one()
        .orElse(null);
  }
}
