package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SqlFilter;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.Runs;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.internal.StoredExperiments;
import dev.loopline.metadata.llmtrace.LlmTraces;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceQuery;
import dev.loopline.metadata.llmtrace.TraceSpan;
import dev.loopline.metadata.llmtrace.TraceState;
import dev.loopline.metadata.llmtrace.TracedSpans;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** {@link LlmTraces} over the component's tables. */
public final class StoredLlmTraces implements LlmTraces {
  private static final int CHUNK = 500;

  private final Kernel kernel;
  private final Runs runs;
  private final RunFiles files;
  private final Arrivals arrivals = new Arrivals();

  public StoredLlmTraces(Kernel kernel, Runs runs, RunFiles files) {
    this.kernel = kernel;
    this.runs = runs;
    this.files = files;
  }

  @Override
  public TraceInfo put(TraceInfo trace, boolean inStore) {
    return kernel
        .db()
        .write(
            tx -> {
              Experiment experiment = StoredExperiments.requireActive(tx, trace.experimentId());
              boolean known = TraceDao.find(tx.handle(), trace.id()).isPresent();
              long no = TraceDao.ensure(tx, trace.id(), trace.experimentId(), trace.requestedAt());
              if (!known) {
                locate(tx, no, experiment, trace.id(), inStore);
              }
              TraceDao.update(
                  tx,
                  no,
                  trace.requestedAt(),
                  trace.duration(),
                  trace.state(),
                  trace.clientRequestId());
              TraceDao.preview(tx, no, trace.requestPreview(), trace.responsePreview());
              fill(tx, no, trace.metadata(), trace.tags());
              trace.assessments().forEach(a -> StoredAssessments.add(tx, no, trace.id(), a));
              arrivals.tell(tx, trace.id());
              return TraceDao.find(tx.handle(), trace.id()).orElseThrow().info();
            });
  }

  private static String folder(Experiment experiment, String id) {
    return experiment.artifactLocation().replaceAll("/$", "") + "/traces/" + id;
  }

  /** Tells clients where a trace's spans are. */
  static void locate(Tx tx, long no, Experiment experiment, String id, boolean inStore) {
    TraceDao.setTag(tx, no, TraceInfo.ARTIFACT_LOCATION, folder(experiment, id) + "/artifacts");
    if (inStore) {
      TraceDao.setTag(tx, no, TraceInfo.SPANS_LOCATION, TraceInfo.IN_STORE);
    }
  }

  private static void fill(Tx tx, long no, Map<String, String> metadata, Map<String, String> tags) {
    new TreeMap<>(metadata).forEach((key, value) -> TraceDao.setMetadata(tx, no, key, value));
    new TreeMap<>(tags).forEach((key, value) -> TraceDao.setTag(tx, no, key, value));
    TraceDao.requireFew(tx.handle(), no);
  }

  @Override
  public TraceInfo end(
      String id,
      Instant endedAt,
      TraceState state,
      Map<String, String> metadata,
      Map<String, String> tags) {
    TraceInfo.bounded("timestamp_ms", endedAt);
    Map<String, String> ofTrace = TraceInfo.checked(metadata);
    Map<String, String> tagged = TraceInfo.checked(tags);
    return kernel
        .db()
        .write(
            tx -> {
              long no = lock(tx, id);
              TraceInfo before = TraceDao.find(tx.handle(), id).orElseThrow().info();
              Duration took = Duration.between(before.requestedAt(), endedAt);
              TraceDao.update(tx, no, null, took, state, null);
              fill(tx, no, ofTrace, tagged);
              arrivals.tell(tx, id);
              return TraceDao.find(tx.handle(), id).orElseThrow().info();
            });
  }

  @Override
  public void log(long experimentId, String traceId, List<TraceSpan> spans) {
    if (!spans.isEmpty()) {
      Limits.text("trace_id", traceId, 50);
      kernel
          .db()
          .change(
              tx -> {
                SpanLog.write(tx, experimentId, traceId, spans);
                arrivals.tell(tx, traceId);
              });
    }
  }

  @Override
  public Optional<TraceInfo> find(String id) {
    return kernel.db().read(h -> TraceDao.find(h, id)).map(TraceDao.Row::info);
  }

  @Override
  public TraceInfo require(String id) {
    return find(id).orElseThrow(() -> noSuchTrace(id));
  }

  @Override
  public List<TracedSpans> withSpans(List<String> ids) {
    return kernel
        .db()
        .read(
            h -> {
              Map<String, TraceDao.Row> rows = new HashMap<>();
              TraceDao.find(h, ids).forEach(row -> rows.put(row.info().id(), row));
              Map<Long, List<TraceSpan>> spans =
                  SpanDao.of(h, rows.values().stream().map(TraceDao.Row::no).toList());
              return ids.stream()
                  .map(rows::get)
                  .filter(Objects::nonNull)
                  .map(row -> new TracedSpans(row.info(), spans.getOrDefault(row.no(), List.of())))
                  .toList();
            });
  }

  @Override
  public Optional<TracedSpans> awaitComplete(String id, Duration atMost)
      throws InterruptedException {
    return arrivals.await(
        id,
        () -> withSpans(List.of(id)).stream().findFirst(),
        found -> found.isEmpty() || !found.get().isExpected() || found.get().isComplete(),
        atMost);
  }

  @Override
  public List<TraceInfo> search(TraceQuery query, int offset, int limit) {
    if (query.experimentIds().isEmpty()) {
      return List.of();
    }
    Sql where = where(query);
    Sql order = new TraceColumns(kernel.db().dialect()).order(Queries.orders(query.orderBy()));
    return kernel.db().read(h -> TraceDao.list(h, where, order, offset, limit)).stream()
        .map(TraceDao.Row::info)
        .toList();
  }

  private Sql where(TraceQuery query) {
    String marks = query.experimentIds().stream().map(e -> "?").collect(Collectors.joining(", "));
    return new Sql("t.experiment_id in (" + marks + ")", List.copyOf(query.experimentIds()))
        .then(" and ")
        .then(condition(query.filter()));
  }

  private Sql condition(String filter) {
    return new SqlFilter(
            new TraceColumns(kernel.db().dialect()), kernel.db().dialect(), kernel.clock().now())
        .of(Queries.filter(filter));
  }

  @Override
  public Correlation correlate(TraceQuery among, String filter1, String filter2) {
    Sql first = condition(filter1);
    Sql second = condition(filter2);
    if (among.experimentIds().isEmpty()) {
      return new Correlation(0, 0, 0, 0);
    }
    Sql all = where(among);
    return kernel
        .db()
        .read(
            h ->
                new Correlation(
                    TraceDao.count(h, all.then(" and ").then(first)),
                    TraceDao.count(h, all.then(" and ").then(second)),
                    TraceDao.count(h, all.then(" and ").then(first).then(" and ").then(second)),
                    TraceDao.count(h, all)));
  }

  @Override
  public int delete(long experimentId, Instant upTo, int most) {
    Experiment experiment = kernel.db().read(h -> StoredExperiments.require(h, experimentId));
    int deleted = 0;
    int gone;
    // In parts, so that other writers are not kept waiting.
    do {
      int next = Math.min(CHUNK, most - deleted);
      gone = drop(experiment, h -> TraceDao.oldest(h, experimentId, upTo, next));
      deleted += gone;
    } while (gone == CHUNK && deleted < most);
    return deleted;
  }

  @Override
  public int delete(long experimentId, List<String> ids) {
    Experiment experiment = kernel.db().read(h -> StoredExperiments.require(h, experimentId));
    int deleted = 0;
    for (int from = 0; from < ids.size(); from += CHUNK) {
      List<String> part = ids.subList(from, Math.min(ids.size(), from + CHUNK));
      deleted += drop(experiment, h -> TraceDao.numbers(h, part));
    }
    return deleted;
  }

  private int drop(Experiment experiment, Function<Handle, List<Long>> chosen) {
    TraceDao.Deleted deleted =
        kernel.db().write(tx -> TraceDao.delete(tx, experiment.id(), chosen.apply(tx.handle())));
    deleted.uploaded().stream()
        // Another id's folder would be none of its own.
        .filter(id -> id.matches("[\\w-]+"))
        .flatMap(id -> files.place(folder(experiment, id)).stream())
        .forEach(files::delete);
    return deleted.count();
  }

  @Override
  public void setTag(String id, String key, String value) {
    Limits.key("key", "key", key);
    String kept = Limits.cut("value", value, Limits.TAG_VALUE);
    kernel
        .db()
        .change(
            tx -> {
              long no = lock(tx, id);
              TraceDao.setTag(tx, no, key, kept);
              TraceDao.requireFew(tx.handle(), no);
            });
  }

  @Override
  public void deleteTag(String id, String key) {
    kernel
        .db()
        .change(
            tx -> {
              if (!TraceDao.deleteTag(tx, lock(tx, id), key)) {
                throw new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "No trace tag with key '" + key + "' for trace with ID '" + id + "'");
              }
            });
  }

  @Override
  public void link(List<String> ids, String runId) {
    runs.require(runId);
    kernel
        .db()
        .change(
            tx -> TraceDao.numbers(tx.handle(), ids).forEach(no -> TraceDao.link(tx, no, runId)));
  }

  private static long lock(Tx tx, String id) {
    return TraceDao.lock(tx, id).orElseThrow(() -> noSuchTrace(id));
  }

  static LooplineException noSuchTrace(String id) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST, "Trace with ID '" + id + "' not found.");
  }
}
