package dev.loopline.metadata.internal.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.evaluation.EvaluationDataset;
import dev.loopline.metadata.evaluation.Scorer;
import org.jspecify.annotations.Nullable;

/** The statements that write what only another server can know: ids, numbers and times. */
final class ImportRows {
  private ImportRows() {}

  /** Makes the dataset, where it is not there. */
  static void ensure(Tx tx, EvaluationDataset dataset) {
    tx.handle()
        .createUpdate(
            """
            insert into evaluation_dataset (id, name, digest, created_at, updated_at, imported)
            values (:id, :name, :digest, :created, :updated, 1) on conflict (id) do nothing
            """)
        .bind("id", dataset.id())
        .bind("name", dataset.name())
        .bind("digest", dataset.digest())
        .bind("created", dataset.createdAt())
        .bind("updated", dataset.updatedAt())
        .execute();
  }

  static void restate(Tx tx, long no, EvaluationDataset to) {
    tx.handle()
        .createUpdate(
            """
            update evaluation_dataset set name = :name, record_schema = :schema,
              profile = :profile, digest = :digest, created_at = :created, updated_at = :updated,
              created_by = :createdBy, updated_by = :updatedBy
            where no = :no
            """)
        .bind("no", no)
        .bind("name", to.name())
        .bind("schema", text(to.schema()))
        .bind("profile", text(to.profile()))
        .bind("digest", to.digest())
        .bind("created", to.createdAt())
        .bind("updated", to.updatedAt())
        .bind("createdBy", to.createdBy())
        .bind("updatedBy", to.updatedBy())
        .execute();
  }

  private static @Nullable String text(@Nullable JsonNode json) {
    return json == null ? null : Json.write(json);
  }

  /** Whether no other record has the id, and none of the dataset under another id the inputs. */
  static boolean isFree(Tx tx, long dataset, String digest, String id) {
    return tx.handle()
            .createQuery(
                """
                select count(*) from evaluation_record
                where (id = :id and (dataset_no <> :dataset or inputs_digest <> :digest))
                  or (dataset_no = :dataset and inputs_digest = :digest and id <> :id)
                """)
            .bind("id", id)
            .bind("dataset", dataset)
            .bind("digest", digest)
            .mapTo(Integer.class)
            .one()
        == 0;
  }

  /**
   * Makes the scorer, where its experiment has none of its name.
   *
   * @param uuid its id, where another scorer has its own
   */
  static void ensure(Tx tx, Scorer scorer, String uuid) {
    tx.handle()
        .createUpdate(
            """
            insert into scorer (id, experiment_id, name, imported)
            values (case when exists (select 1 from scorer where id = :id) then :uuid else :id end,
              :experiment, :name, 1)
            on conflict (experiment_id, name) do nothing
            """)
        .bind("id", scorer.id().isEmpty() ? uuid : scorer.id())
        .bind("uuid", uuid)
        .bind("experiment", scorer.experimentId())
        .bind("name", scorer.name())
        .execute();
  }

  /** Writes a version; false where somebody here made one of its number. */
  static boolean put(Tx tx, long scorer, Scorer version) {
    return tx.handle()
            .createUpdate(
                """
                insert into scorer_version (scorer_no, version, serialized, created_at, imported)
                values (:no, :version, :serialized, :created, 1)
                on conflict (scorer_no, version) do update set
                  serialized = excluded.serialized, created_at = excluded.created_at
                where scorer_version.imported = 1
                """)
            .bind("no", scorer)
            .bind("version", version.version())
            .bind("serialized", version.serialized())
            .bind("created", version.createdAt())
            .execute()
        > 0;
  }
}
