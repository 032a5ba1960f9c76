package dev.loopline.metadata.internal.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.evaluation.EvaluationRecord;
import dev.loopline.metadata.evaluation.EvaluationRecord.Parts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The statements over records of evaluation datasets. */
final class RecordRows {
  private static final String SELECT =
      """
      select id, inputs, outputs, expectations, tags, source, created_at, updated_at, created_by,
        updated_by
      from evaluation_record
      """;

  private RecordRows() {}

  static Optional<EvaluationRecord> find(Handle h, long dataset, String digest) {
    return h.createQuery(SELECT + "where dataset_no = :dataset and inputs_digest = :digest")
        .bind("dataset", dataset)
        .bind("digest", digest)
        .map(RecordRows::of)
        .findOne();
  }

  static void put(Tx tx, long dataset, String digest, EvaluationRecord record) {
    Parts parts = record.parts();
    tx.handle()
        .createUpdate(
            """
            insert into evaluation_record
              (dataset_no, id, inputs_digest, inputs, outputs, expectations, tags, source,
                created_at, updated_at, created_by, updated_by)
            values (:dataset, :id, :digest, :inputs, :outputs, :expectations, :tags, :source,
              :created, :updated, :createdBy, :updatedBy)
            on conflict (dataset_no, inputs_digest) do update set
              outputs = excluded.outputs, expectations = excluded.expectations,
              tags = excluded.tags, updated_at = excluded.updated_at,
              updated_by = excluded.updated_by
            """)
        .bind("dataset", dataset)
        .bind("id", record.id())
        .bind("digest", digest)
        .bind("inputs", Json.write(parts.inputs()))
        .bind("outputs", text(parts.outputs()))
        .bind("expectations", text(parts.expectations()))
        .bind("tags", Json.write(parts.tags()))
        .bind("source", text(parts.source()))
        .bind("created", record.createdAt())
        .bind("updated", record.updatedAt())
        .bind("createdBy", record.createdBy())
        .bind("updatedBy", record.updatedBy())
        .execute();
  }

  private static @Nullable String text(@Nullable JsonNode value) {
    return value == null ? null : Json.write(value);
  }

  static int count(Handle h, long dataset) {
    return h.createQuery("select count(*) from evaluation_record where dataset_no = :dataset")
        .bind("dataset", dataset)
        .mapTo(Integer.class)
        .one();
  }

  static List<EvaluationRecord> list(Handle h, long dataset, int offset, int limit) {
    return h.createQuery(
            SELECT + "where dataset_no = :dataset order by no limit :limit offset :offset")
        .bind("dataset", dataset)
        .bind("limit", limit)
        .bind("offset", offset)
        .map(RecordRows::of)
        .list();
  }

  private static EvaluationRecord of(ResultSet rs, StatementContext ctx) throws SQLException {
    return new EvaluationRecord(
        rs.getString("id"),
        new Parts(
            Json.parse(rs.getString("inputs")),
            DatasetRows.json(rs.getString("outputs")),
            DatasetRows.json(rs.getString("expectations")),
            Json.parse(rs.getString("tags")),
            DatasetRows.json(rs.getString("source"))),
        Instant.ofEpochMilli(rs.getLong("created_at")),
        Instant.ofEpochMilli(rs.getLong("updated_at")),
        rs.getString("created_by"),
        rs.getString("updated_by"));
  }
}
