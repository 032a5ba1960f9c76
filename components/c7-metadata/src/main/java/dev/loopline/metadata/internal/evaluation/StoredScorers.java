package dev.loopline.metadata.internal.evaluation;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.ids.Ids;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.evaluation.Scorer;
import dev.loopline.metadata.evaluation.Scorers;
import dev.loopline.metadata.internal.StoredExperiments;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** {@link Scorers} over the component's tables. */
public final class StoredScorers implements Scorers {
  static final int LARGEST = 1_000_000;
  static final int NAME = 256;
  private static final String SELECT =
      """
      select s.id, s.experiment_id, s.name, v.version, v.serialized, v.created_at
      from scorer s join scorer_version v on v.scorer_no = s.no
      """;
  private static final RowMapper<Scorer> SCORER =
      (rs, ctx) ->
          new Scorer(
              rs.getString("id"),
              rs.getLong("experiment_id"),
              rs.getString("name"),
              rs.getLong("version"),
              rs.getString("serialized"),
              Instant.ofEpochMilli(rs.getLong("created_at")));

  private final Kernel kernel;

  public StoredScorers(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public Scorer register(long experimentId, String name, String serialized) {
    Limits.text("name", name, NAME);
    Limits.text("serialized_scorer", serialized, LARGEST);
    String uuid = uuid(kernel.ids());
    return kernel
        .db()
        .write(
            tx -> {
              StoredExperiments.requireActive(tx, experimentId);
              long no = ensure(tx, uuid, experimentId, name);
              tx.handle()
                  .createUpdate(
                      """
                      insert into scorer_version (scorer_no, version, serialized, created_at)
                      select :no, coalesce(max(version), 0) + 1, :serialized, :now
                      from scorer_version where scorer_no = :no
                      """)
                  .bind("no", no)
                  .bind("serialized", serialized)
                  .bind("now", kernel.clock().now())
                  .execute();
              return list(tx.handle(), experimentId, name).getLast();
            });
  }

  static String uuid(Ids ids) {
    return ids.hex32().replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  /** Of two that register one scorer at once, one waits here: their numbers differ. */
  static long ensure(Tx tx, String uuid, long experiment, String name) {
    return tx.handle()
        .createQuery(
            """
            insert into scorer (id, experiment_id, name) values (:id, :experiment, :name)
            on conflict (experiment_id, name) do update set name = excluded.name returning no
            """)
        .bind("id", uuid)
        .bind("experiment", experiment)
        .bind("name", name)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public List<Scorer> newest(long experimentId) {
    return kernel
        .db()
        .read(
            h -> {
              StoredExperiments.require(h, experimentId);
              return h.createQuery(
                      SELECT
                          + """
                          where s.experiment_id = :experiment and v.version =
                            (select max(w.version) from scorer_version w where w.scorer_no = s.no)
                          order by s.name
                          """)
                  .bind("experiment", experimentId)
                  .map(SCORER)
                  .list();
            });
  }

  @Override
  public List<Scorer> versions(long experimentId, String name) {
    return kernel
        .db()
        .read(
            h -> {
              StoredExperiments.require(h, experimentId);
              List<Scorer> versions = list(h, experimentId, name);
              if (versions.isEmpty()) {
                throw noSuchScorer(experimentId, name, null);
              }
              return versions;
            });
  }

  static List<Scorer> list(Handle h, long experimentId, String name) {
    return h.createQuery(
            SELECT
                + """
                where s.experiment_id = :experiment and s.name = :name order by v.version
                """)
        .bind("experiment", experimentId)
        .bind("name", name)
        .map(SCORER)
        .list();
  }

  @Override
  public Scorer require(long experimentId, String name, @Nullable Long version) {
    List<Scorer> versions = versions(experimentId, name);
    return version == null
        ? versions.getLast()
        : versions.stream()
            .filter(scorer -> scorer.version() == version)
            .findFirst()
            .orElseThrow(() -> noSuchScorer(experimentId, name, version));
  }

  @Override
  public void delete(long experimentId, String name, @Nullable Long version) {
    kernel
        .db()
        .change(
            tx -> {
              StoredExperiments.require(tx.handle(), experimentId);
              int deleted =
                  tx.handle()
                      .createUpdate(
                          """
                          delete from scorer_version where scorer_no in
                            (select no from scorer
                              where experiment_id = :experiment and name = :name)
                          """
                              + (version == null ? "" : " and version = " + version))
                      .bind("experiment", experimentId)
                      .bind("name", name)
                      .execute();
              if (deleted == 0) {
                throw noSuchScorer(experimentId, name, version);
              }
              if (version == null) {
                tx.handle()
                    .createUpdate(
                        "delete from scorer where experiment_id = :experiment and name = :name")
                    .bind("experiment", experimentId)
                    .bind("name", name)
                    .execute();
              }
            });
  }

  private static LooplineException noSuchScorer(
      long experiment, String name, @Nullable Long version) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST,
        "Scorer with name '"
            + name
            + "' "
            + (version == null ? "" : "and version " + version + " ")
            + "not found for experiment "
            + experiment
            + ".");
  }
}
