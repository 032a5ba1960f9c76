package dev.loopline.metadata.internal.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SqlFilter;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.evaluation.EvaluationDataset;
import dev.loopline.metadata.evaluation.EvaluationDatasets;
import dev.loopline.metadata.evaluation.EvaluationRecord;
import dev.loopline.metadata.evaluation.EvaluationRecord.Parts;
import dev.loopline.metadata.internal.StoredExperiments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link EvaluationDatasets} over the component's tables. */
public final class StoredEvaluationDatasets implements EvaluationDatasets {
  private static final int MOST = 1_000;
  private static final int MOST_RECORDS = 20_000;
  private static final int TAG_VALUE = 5_000;
  private static final String USER = "mlflow.user";

  private final Kernel kernel;

  public StoredEvaluationDatasets(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public EvaluationDataset create(String name, List<Long> experimentIds, Map<String, String> tags) {
    Limits.text("name", name, 255);
    Map<String, String> checked = checked(tags);
    refuseMany("experiment_ids", experimentIds.size(), MOST);
    String user = user(checked.get(USER));
    String id = "d-" + kernel.ids().hex32();
    Instant now = kernel.clock().now();
    return kernel
        .db()
        .write(
            tx -> {
              long no = DatasetRows.insert(tx, id, name, digest(name, now), now, user);
              experimentIds.stream()
                  .sorted()
                  .forEach(experiment -> DatasetRows.associate(tx, no, experiment));
              checked.forEach((key, value) -> DatasetRows.setTag(tx, no, key, value));
              return DatasetRows.find(tx.handle(), id).orElseThrow().dataset();
            });
  }

  private static @Nullable String user(@Nullable String name) {
    return name == null ? null : Limits.cut("user", name, 255);
  }

  static Map<String, String> checked(Map<String, String> tags) {
    refuseMany("tags", tags.size(), MOST);
    tags.forEach(
        (key, value) -> {
          Limits.key("key", "key", key);
          Limits.text("value", value, TAG_VALUE);
        });
    return new TreeMap<>(tags);
  }

  private static void refuseMany(String what, int size, int most) {
    if (size > most) {
      throw Limits.invalid("A request takes at most " + most + " " + what + "; got " + size + ".");
    }
  }

  @Override
  public EvaluationDataset require(String id) {
    return kernel
        .db()
        .read(h -> DatasetRows.find(h, id))
        .orElseThrow(() -> noSuchDataset(id))
        .dataset();
  }

  @Override
  public void delete(String id) {
    kernel.db().change(tx -> DatasetRows.lock(tx, id).ifPresent(no -> DatasetRows.delete(tx, no)));
  }

  @Override
  public List<EvaluationDataset> search(
      List<Long> experimentIds, String filter, List<String> orderBy, int offset, int limit) {
    refuseMany("experiment_ids", experimentIds.size(), MOST);
    Sql where =
        new SqlFilter(new DatasetColumns(), kernel.db().dialect(), kernel.clock().now())
            .of(Queries.filter(filter));
    if (!experimentIds.isEmpty()) {
      String marks = experimentIds.stream().map(e -> "?").collect(Collectors.joining(", "));
      where =
          where.then(
              new Sql(
                  " and exists (select 1 from evaluation_dataset_experiment x"
                      + " where x.dataset_no = d.no and x.experiment_id in ("
                      + marks
                      + "))",
                  List.copyOf(experimentIds)));
    }
    Sql condition = where;
    String order = DatasetColumns.order(Queries.orders(orderBy));
    return kernel.db().read(h -> DatasetRows.list(h, condition, order, offset, limit));
  }

  @Override
  public void setTags(String id, Map<String, String> tags) {
    Map<String, String> checked = checked(tags);
    kernel
        .db()
        .change(
            tx -> {
              long no = lock(tx, id);
              checked.forEach((key, value) -> DatasetRows.setTag(tx, no, key, value));
            });
  }

  @Override
  public void deleteTag(String id, String key) {
    kernel.db().change(tx -> DatasetRows.deleteTag(tx, lock(tx, id), key));
  }

  @Override
  public Merged merge(String id, List<JsonNode> records) {
    refuseMany("records", records.size(), MOST_RECORDS);
    Instant now = kernel.clock().now();
    List<String> digests = records.stream().map(r -> digestOf(Merging.inputs(r))).toList();
    List<String> ids = records.stream().map(r -> "dr-" + kernel.ids().hex32()).toList();
    return kernel
        .db()
        .write(
            tx -> {
              long no = lock(tx, id);
              int inserted = 0;
              String by = null;
              List<Parts> seen = new ArrayList<>();
              for (int i = 0; i < records.size(); i++) {
                Optional<EvaluationRecord> there = RecordRows.find(tx.handle(), no, digests.get(i));
                inserted += there.isEmpty() ? 1 : 0;
                EvaluationRecord made = merged(there, records.get(i), ids.get(i), now);
                RecordRows.put(tx, no, digests.get(i), made);
                seen.add(made.parts());
                by = made.updatedBy() == null ? by : made.updatedBy();
              }
              describe(tx, id, no, seen, now, by);
              return new Merged(inserted, records.size() - inserted);
            });
  }

  private static EvaluationRecord merged(
      Optional<EvaluationRecord> there, JsonNode sent, String id, Instant now) {
    JsonNode sender = sent.path("tags").path(USER);
    String by = user(sender.isTextual() ? sender.asText() : null);
    return there
        .map(
            old ->
                new EvaluationRecord(
                    old.id(),
                    Merging.onto(old.parts(), sent),
                    old.createdAt(),
                    now,
                    old.createdBy(),
                    by == null ? old.updatedBy() : by))
        .orElseGet(() -> new EvaluationRecord(id, Merging.fresh(sent), now, now, by, by));
  }

  private static void describe(
      Tx tx, String id, long no, List<Parts> seen, Instant now, @Nullable String by) {
    EvaluationDataset before = DatasetRows.find(tx.handle(), id).orElseThrow().dataset();
    DatasetRows.describe(
        tx,
        no,
        Schemas.of(before.schema(), seen),
        Json.object().put("num_records", RecordRows.count(tx.handle(), no)),
        digest(before.name(), now),
        now,
        by);
  }

  @Override
  public List<EvaluationRecord> records(String id, int offset, int limit) {
    return kernel
        .db()
        .read(
            h ->
                RecordRows.list(
                    h,
                    DatasetRows.find(h, id).orElseThrow(() -> noSuchDataset(id)).no(),
                    offset,
                    limit));
  }

  @Override
  public EvaluationDataset addExperiments(String id, List<Long> experimentIds) {
    refuseMany("experiment_ids", experimentIds.size(), MOST);
    return kernel
        .db()
        .write(
            tx -> {
              long no = lock(tx, id);
              for (long experiment : experimentIds.stream().sorted().toList()) {
                StoredExperiments.require(tx.handle(), experiment);
                DatasetRows.associate(tx, no, experiment);
              }
              DatasetRows.touch(tx, no, kernel.clock().now());
              return DatasetRows.find(tx.handle(), id).orElseThrow().dataset();
            });
  }

  @Override
  public EvaluationDataset removeExperiments(String id, List<Long> experimentIds) {
    refuseMany("experiment_ids", experimentIds.size(), MOST);
    return kernel
        .db()
        .write(
            tx -> {
              long no = lock(tx, id);
              if (DatasetRows.dissociate(tx, no, experimentIds) > 0) {
                DatasetRows.touch(tx, no, kernel.clock().now());
              }
              return DatasetRows.find(tx.handle(), id).orElseThrow().dataset();
            });
  }

  private static long lock(Tx tx, String id) {
    return DatasetRows.lock(tx, id).orElseThrow(() -> noSuchDataset(id));
  }

  /** By which a dataset tells inputs from others. */
  static String digestOf(JsonNode inputs) {
    return sha256(Schemas.canonical(inputs));
  }

  /** As MLflow makes it. */
  private static String digest(String name, Instant updated) {
    return sha256(name + ":" + updated.toEpochMilli()).substring(0, 8);
  }

  private static String sha256(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  static LooplineException noSuchDataset(String id) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST, "Evaluation dataset with id '" + id + "' not found");
  }
}
