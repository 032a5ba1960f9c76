package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Dataset;
import dev.loopline.metadata.DatasetInput;
import dev.loopline.metadata.DatasetUse;
import dev.loopline.metadata.openlineage.DatasetLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The statements over datasets and the runs that read them. */
final class DatasetDao {
  private DatasetDao() {}

  static void put(Tx tx, RunRef run, String id, DatasetInput input) {
    Handle h = tx.handle();
    Dataset dataset = input.dataset();
    h.createUpdate(
            """
            insert into dataset
              (id, experiment_id, name, digest, source_type, source, location, dataset_schema,
                profile)
            values
              (:id, :experiment, :name, :digest, :type, :source, :location, :schema, :profile)
            on conflict do nothing
            """)
        .bind("id", id)
        .bind("experiment", run.experimentId())
        .bind("name", dataset.name())
        .bind("digest", dataset.digest())
        .bind("type", dataset.sourceType())
        .bind("source", dataset.source())
        .bind("location", DatasetLocation.ofSource(dataset.source()).map(l -> l.key()).orElse(null))
        .bind("schema", dataset.schema())
        .bind("profile", dataset.profile())
        .execute();
    long no =
        h.createQuery(
                """
                select no from dataset
                where experiment_id = :experiment and name = :name and digest = :digest
                """)
            .bind("experiment", run.experimentId())
            .bind("name", dataset.name())
            .bind("digest", dataset.digest())
            .mapTo(Long.class)
            .one();
    h.createUpdate(
            """
            insert into run_input (run_no, dataset_no) values (:run, :dataset)
            on conflict do nothing
            """)
        .bind("run", run.no())
        .bind("dataset", no)
        .execute();
    input.tags().forEach((key, value) -> tag(h, run.no(), no, key, value));
  }

  private static void tag(Handle h, long run, long dataset, String key, String value) {
    h.createUpdate(
            """
            insert into run_input_tag (run_no, dataset_no, key, value)
            values (:run, :dataset, :key, :value)
            on conflict (run_no, dataset_no, key) do update set value = excluded.value
            """)
        .bind("run", run)
        .bind("dataset", dataset)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  /** What runs read, in the order in which the datasets became known. */
  static Map<Long, List<DatasetInput>> inputs(Handle h, List<Long> runs) {
    Map<Long, Map<Long, Dataset>> datasets = new HashMap<>();
    h.createQuery(
            """
            select i.run_no, d.no, d.name, d.digest, d.source_type, d.source, d.dataset_schema,
              d.profile
            from run_input i join dataset d on d.no = i.dataset_no
            where i.run_no in (<runs>) order by d.no
            """)
        .bindList("runs", runs)
        .map(
            (rs, ctx) ->
                datasets
                    .computeIfAbsent(rs.getLong(1), r -> new LinkedHashMap<>())
                    .put(
                        rs.getLong(2),
                        new Dataset(
                            rs.getString(3),
                            rs.getString(4),
                            rs.getString(5),
                            rs.getString(6),
                            rs.getString(7),
                            rs.getString(8))))
        .list();
    if (datasets.isEmpty()) {
      return Map.of();
    }
    Map<List<Long>, Map<String, String>> tags = tags(h, List.copyOf(datasets.keySet()));
    Map<Long, List<DatasetInput>> inputs = new HashMap<>();
    datasets.forEach(
        (run, read) -> {
          List<DatasetInput> list = new ArrayList<>();
          read.forEach(
              (no, dataset) ->
                  list.add(
                      new DatasetInput(dataset, tags.getOrDefault(List.of(run, no), Map.of()))));
          inputs.put(run, list);
        });
    return inputs;
  }

  static List<DatasetUse> uses(Handle h, List<Long> experiments) {
    return h.createQuery(
            """
            select distinct d.experiment_id, d.name, d.digest, t.value
            from dataset d
              join run_input i on i.dataset_no = d.no
              left join run_input_tag t on t.run_no = i.run_no and t.dataset_no = d.no
                and t.key = 'mlflow.data.context'
            where d.experiment_id in (<experiments>)
            order by d.experiment_id, d.name, d.digest, t.value limit 1000
            """)
        .bindList("experiments", experiments)
        .map(
            (rs, ctx) ->
                new DatasetUse(rs.getLong(1), rs.getString(2), rs.getString(3), rs.getString(4)))
        .list();
  }

  private static Map<List<Long>, Map<String, String>> tags(Handle h, List<Long> runs) {
    Map<List<Long>, Map<String, String>> tags = new HashMap<>();
    h.createQuery(
            "select run_no, dataset_no, key, value from run_input_tag where run_no in (<runs>)")
        .bindList("runs", runs)
        .map(
            (rs, ctx) ->
                tags.computeIfAbsent(
                        List.of(rs.getLong(1), rs.getLong(2)), r -> new LinkedHashMap<>())
                    .put(rs.getString(3), rs.getString(4)))
        .list();
    return tags;
  }
}
