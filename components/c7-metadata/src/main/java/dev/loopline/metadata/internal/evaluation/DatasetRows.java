package dev.loopline.metadata.internal.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.evaluation.EvaluationDataset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The statements over evaluation datasets, their tags and experiments. */
final class DatasetRows {
  private static final String SELECT =
      """
      select d.no, d.id, d.name, d.record_schema, d.profile, d.digest, d.created_at, d.updated_at,
        d.created_by, d.updated_by
      from evaluation_dataset d
      """;

  private DatasetRows() {}

  /** A dataset with the number by which what belongs to it refers to it. */
  record Row(long no, EvaluationDataset dataset) {}

  static long insert(
      Tx tx, String id, String name, String digest, Instant now, @Nullable String by) {
    return tx.handle()
        .createQuery(
            """
            insert into evaluation_dataset
              (id, name, digest, created_at, updated_at, created_by, updated_by)
            values (:id, :name, :digest, :now, :now, :by, :by) returning no
            """)
        .bind("id", id)
        .bind("name", name)
        .bind("digest", digest)
        .bind("now", now)
        .bind("by", by)
        .mapTo(Long.class)
        .one();
  }

  /** Of two that change a dataset at once, one waits: each reads what the other made of it. */
  static Optional<Long> lock(Tx tx, String id) {
    return tx.handle()
        .createQuery("update evaluation_dataset set name = name where id = :id returning no")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne();
  }

  static Optional<Row> find(Handle h, String id) {
    return rows(h, Sql.of(SELECT).then("where d.id = ?", id)).stream().findFirst();
  }

  static List<EvaluationDataset> list(Handle h, Sql where, String order, int offset, int limit) {
    Sql sql =
        Sql.of(SELECT)
            .then("where ")
            .then(where)
            .then(" order by " + order + " limit ? offset ?", limit, offset);
    return rows(h, sql).stream().map(Row::dataset).toList();
  }

  static void delete(Tx tx, long no) {
    for (String part :
        List.of("evaluation_dataset_tag", "evaluation_dataset_experiment", "evaluation_record")) {
      tx.handle()
          .createUpdate("delete from " + part + " where dataset_no = :no")
          .bind("no", no)
          .execute();
    }
    tx.handle()
        .createUpdate("delete from evaluation_dataset where no = :no")
        .bind("no", no)
        .execute();
  }

  static void touch(Tx tx, long no, Instant now) {
    tx.handle()
        .createUpdate("update evaluation_dataset set updated_at = :now where no = :no")
        .bind("no", no)
        .bind("now", now)
        .execute();
  }

  static void describe(
      Tx tx,
      long no,
      JsonNode schema,
      JsonNode profile,
      String digest,
      Instant now,
      @Nullable String by) {
    tx.handle()
        .createUpdate(
            """
            update evaluation_dataset set record_schema = :schema, profile = :profile,
              digest = :digest, updated_at = :now, updated_by = coalesce(:by, updated_by)
            where no = :no
            """)
        .bind("no", no)
        .bind("schema", Json.write(schema))
        .bind("profile", Json.write(profile))
        .bind("digest", digest)
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  static void setTag(Tx tx, long no, String key, String value) {
    tx.handle()
        .createUpdate(
            """
            insert into evaluation_dataset_tag (dataset_no, key, value)
            values (:no, :key, :value)
            on conflict (dataset_no, key) do update set value = excluded.value
            """)
        .bind("no", no)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  static void deleteTag(Tx tx, long no, String key) {
    tx.handle()
        .createUpdate("delete from evaluation_dataset_tag where dataset_no = :no and key = :key")
        .bind("no", no)
        .bind("key", key)
        .execute();
  }

  static void associate(Tx tx, long no, long experiment) {
    tx.handle()
        .createUpdate(
            """
            insert into evaluation_dataset_experiment (dataset_no, experiment_id)
            values (:no, :experiment) on conflict do nothing
            """)
        .bind("no", no)
        .bind("experiment", experiment)
        .execute();
  }

  /** How many of them were associated. */
  static int dissociate(Tx tx, long no, List<Long> experiments) {
    return experiments.isEmpty()
        ? 0
        : tx.handle()
            .createUpdate(
                """
                delete from evaluation_dataset_experiment
                where dataset_no = :no and experiment_id in (<experiments>)
                """)
            .bind("no", no)
            .bindList("experiments", experiments)
            .execute();
  }

  private static List<Row> rows(Handle h, Sql sql) {
    List<Row> bare = Rows.list(h, sql, DatasetRows::bare);
    if (bare.isEmpty()) {
      return bare;
    }
    List<Long> numbers = bare.stream().map(Row::no).toList();
    Map<Long, Map<String, String>> tags = tags(h, numbers);
    Map<Long, List<Long>> experiments = experiments(h, numbers);
    return bare.stream()
        .map(
            row ->
                filled(
                    row,
                    tags.getOrDefault(row.no(), Map.of()),
                    experiments.getOrDefault(row.no(), List.of())))
        .toList();
  }

  private static Map<Long, Map<String, String>> tags(Handle h, List<Long> numbers) {
    Map<Long, Map<String, String>> tags = new HashMap<>();
    h.createQuery(
            """
            select dataset_no, key, value from evaluation_dataset_tag
            where dataset_no in (<numbers>)
            """)
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                tags.computeIfAbsent(rs.getLong(1), d -> new HashMap<>())
                    .put(rs.getString(2), rs.getString(3)))
        .list();
    return tags;
  }

  private static Map<Long, List<Long>> experiments(Handle h, List<Long> numbers) {
    Map<Long, List<Long>> experiments = new HashMap<>();
    h.createQuery(
            """
            select dataset_no, experiment_id from evaluation_dataset_experiment
            where dataset_no in (<numbers>) order by experiment_id
            """)
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                experiments
                    .computeIfAbsent(rs.getLong(1), d -> new ArrayList<>())
                    .add(rs.getLong(2)))
        .list();
    return experiments;
  }

  private static Row bare(ResultSet rs, StatementContext ctx) throws SQLException {
    return new Row(
        rs.getLong("no"),
        new EvaluationDataset(
            rs.getString("id"),
            rs.getString("name"),
            Map.of(),
            json(rs.getString("record_schema")),
            json(rs.getString("profile")),
            rs.getString("digest"),
            Instant.ofEpochMilli(rs.getLong("created_at")),
            Instant.ofEpochMilli(rs.getLong("updated_at")),
            rs.getString("created_by"),
            rs.getString("updated_by"),
            List.of()));
  }

  static @Nullable JsonNode json(@Nullable String text) {
    return text == null ? null : Json.parse(text);
  }

  private static Row filled(Row row, Map<String, String> tags, List<Long> experiments) {
    EvaluationDataset d = row.dataset();
    return new Row(
        row.no(),
        new EvaluationDataset(
            d.id(),
            d.name(),
            tags,
            d.schema(),
            d.profile(),
            d.digest(),
            d.createdAt(),
            d.updatedAt(),
            d.createdBy(),
            d.updatedBy(),
            experiments));
  }
}
