package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.llmtrace.Assessment;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The statements over traces, their tags and metadata. */
final class TraceDao {
  private static final String SELECT =
      """
      select t.no, t.id, t.experiment_id, t.requested_at, t.duration, t.state,
        t.client_request_id, t.request_preview, t.response_preview
      from llm_trace t
      """;
  private static final List<String> PARTS =
      List.of("llm_trace_tag", "llm_trace_metadata", "llm_trace_run", "llm_span", "llm_assessment");

  private TraceDao() {}

  /** A trace with the number by which what belongs to it refers to it. */
  record Row(long no, TraceInfo info) {}

  /** The number of a trace, made or found, and locked until the transaction ends. */
  static long ensure(Tx tx, String id, long experiment, Instant requestedAt) {
    return ensure(tx, id, experiment, requestedAt, 0);
  }

  /** As {@link #ensure}, noting of a trace that is made that an import made it. */
  static long ensureCopy(Tx tx, String id, long experiment, Instant requestedAt) {
    return ensure(tx, id, experiment, requestedAt, 1);
  }

  private static long ensure(Tx tx, String id, long experiment, Instant requestedAt, int imported) {
    tx.handle()
        .createUpdate(
            """
            insert into llm_trace (id, experiment_id, requested_at, state, imported)
            values (:id, :experiment, :at, 'STATE_UNSPECIFIED', :imported)
            on conflict (id) do nothing
            """)
        .bind("id", id)
        .bind("experiment", experiment)
        .bind("at", requestedAt)
        .bind("imported", imported)
        .execute();
    return lock(tx, id).orElseThrow();
  }

  /** Of two that change a trace at once, one waits: each reads what the other made of it. */
  static Optional<Long> lock(Tx tx, String id) {
    return tx.handle()
        .createQuery("update llm_trace set state = state where id = :id returning no")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne();
  }

  /** Changes what is not null. */
  static void update(
      Tx tx,
      long no,
      @Nullable Instant requestedAt,
      @Nullable Duration duration,
      @Nullable TraceState state,
      @Nullable String clientRequestId) {
    tx.handle()
        .createUpdate(
            """
            update llm_trace set requested_at = coalesce(:at, requested_at),
              duration = coalesce(:duration, duration), state = coalesce(:state, state),
              client_request_id = coalesce(:client, client_request_id)
            where no = :no
            """)
        .bind("no", no)
        .bind("at", requestedAt == null ? null : (Long) requestedAt.toEpochMilli())
        .bind("duration", duration == null ? null : (Long) duration.toMillis())
        .bind("state", state == null ? null : state.name())
        .bind("client", clientRequestId)
        .execute();
  }

  /** Sets previews that are not null. */
  static void preview(Tx tx, long no, @Nullable String request, @Nullable String response) {
    tx.handle()
        .createUpdate(
            """
            update llm_trace set request_preview = coalesce(:request, request_preview),
              response_preview = coalesce(:response, response_preview)
            where no = :no
            """)
        .bind("no", no)
        .bind("request", request)
        .bind("response", response)
        .execute();
  }

  static void setTag(Tx tx, long no, String key, String value) {
    set(tx, "llm_trace_tag", no, key, value);
  }

  static void setMetadata(Tx tx, long no, String key, String value) {
    set(tx, "llm_trace_metadata", no, key, value);
    if (key.equals(TraceInfo.SOURCE_RUN) && value.length() <= 250) {
      link(tx, no, value);
    }
  }

  private static void set(Tx tx, String table, long no, String key, String value) {
    tx.handle()
        .createUpdate(
            "insert into "
                + table
                + " (trace_no, key, value) values (:no, :key, :value)"
                + " on conflict (trace_no, key) do update set value = excluded.value")
        .bind("no", no)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  /** Refuses a trace that has gained more tags or metadata than it may have. */
  static void requireFew(Handle h, long no) {
    for (String table : List.of("llm_trace_tag", "llm_trace_metadata")) {
      int count =
          h.createQuery("select count(*) from " + table + " where trace_no = :no")
              .bind("no", no)
              .mapTo(Integer.class)
              .one();
      if (count > TraceInfo.MOST) {
        throw Limits.invalid(
            "A trace takes at most " + TraceInfo.MOST + " tags and as many metadata; drop some.");
      }
    }
  }

  static boolean deleteTag(Tx tx, long no, String key) {
    return tx.handle()
            .createUpdate("delete from llm_trace_tag where trace_no = :no and key = :key")
            .bind("no", no)
            .bind("key", key)
            .execute()
        > 0;
  }

  static void link(Tx tx, long no, String runId) {
    tx.handle()
        .createUpdate(
            """
            insert into llm_trace_run (run_id, trace_no) values (:run, :no) on conflict do nothing
            """)
        .bind("run", runId)
        .bind("no", no)
        .execute();
  }

  static Optional<Row> find(Handle h, String id) {
    return rows(h, Sql.of(SELECT).then("where t.id = ?", id)).stream().findFirst();
  }

  /** Those that are there, in any order. */
  static List<Row> find(Handle h, List<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    String marks = ids.stream().map(id -> "?").collect(Collectors.joining(", "));
    return rows(h, Sql.of(SELECT).then(new Sql("where t.id in (" + marks + ")", List.copyOf(ids))));
  }

  static List<Row> list(Handle h, Sql where, Sql order, int offset, int limit) {
    return rows(
        h,
        Sql.of(SELECT)
            .then("where ")
            .then(where)
            .then(" order by ")
            .then(order)
            .then(" limit ? offset ?", limit, offset));
  }

  static long count(Handle h, Sql where) {
    Sql sql = Sql.of("select count(*) from llm_trace t where ").then(where);
    return Rows.list(h, sql, (rs, ctx) -> rs.getLong(1)).getFirst();
  }

  static List<Long> numbers(Handle h, List<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : h.createQuery("select no from llm_trace where id in (<ids>) order by no")
            .bindList("ids", ids)
            .mapTo(Long.class)
            .list();
  }

  static List<Long> oldest(Handle h, long experiment, Instant upTo, int most) {
    return h.createQuery(
            """
            select no from llm_trace where experiment_id = :experiment and requested_at <= :upTo
            order by requested_at, id limit :most
            """)
        .bind("experiment", experiment)
        .bind("upTo", upTo)
        .bind("most", most)
        .mapTo(Long.class)
        .list();
  }

  /**
   * What a deletion took.
   *
   * @param uploaded ids of those whose clients keep spans in files
   */
  record Deleted(int count, List<String> uploaded) {}

  /** Deletes those of the traces that an experiment has, with all that belongs to them. */
  static Deleted delete(Tx tx, long experiment, List<Long> numbers) {
    List<Long> own =
        numbers.isEmpty()
            ? List.of()
            : tx.handle()
                .createQuery(
                    """
                    select no from llm_trace
                    where experiment_id = :experiment and no in (<numbers>)
                    """)
                .bind("experiment", experiment)
                .bindList("numbers", numbers)
                .mapTo(Long.class)
                .list();
    if (own.isEmpty()) {
      return new Deleted(0, List.of());
    }
    List<String> uploaded = uploaded(tx.handle(), own);
    for (String part : PARTS) {
      tx.handle()
          .createUpdate("delete from " + part + " where trace_no in (<numbers>)")
          .bindList("numbers", own)
          .execute();
    }
    int count =
        tx.handle()
            .createUpdate("delete from llm_trace where no in (<numbers>)")
            .bindList("numbers", own)
            .execute();
    return new Deleted(count, uploaded);
  }

  private static List<String> uploaded(Handle h, List<Long> numbers) {
    return h.createQuery(
            """
            select t.id from llm_trace t
            where t.no in (<numbers>) and not exists
              (select 1 from llm_trace_tag x where x.trace_no = t.no and x.key = :key)
            order by t.id
            """)
        .bindList("numbers", numbers)
        .bind("key", TraceInfo.SPANS_LOCATION)
        .mapTo(String.class)
        .list();
  }

  private static List<Row> rows(Handle h, Sql sql) {
    List<Row> bare = Rows.list(h, sql, TraceDao::bare);
    if (bare.isEmpty()) {
      return bare;
    }
    List<Long> numbers = bare.stream().map(Row::no).toList();
    Map<Long, Map<String, String>> tags = pairs(h, "llm_trace_tag", numbers);
    Map<Long, Map<String, String>> metadata = pairs(h, "llm_trace_metadata", numbers);
    Map<Long, List<Assessment>> assessments = AssessmentDao.of(h, numbers);
    return bare.stream()
        .map(
            row ->
                filled(
                    row,
                    metadata.getOrDefault(row.no(), Map.of()),
                    tags.getOrDefault(row.no(), Map.of()),
                    assessments.getOrDefault(row.no(), List.of())))
        .toList();
  }

  private static Row bare(ResultSet rs, StatementContext ctx) throws SQLException {
    long millis = rs.getLong("duration");
    Duration duration = rs.wasNull() ? null : Duration.ofMillis(millis);
    return new Row(
        rs.getLong("no"),
        new TraceInfo(
            rs.getString("id"),
            rs.getLong("experiment_id"),
            Instant.ofEpochMilli(rs.getLong("requested_at")),
            duration,
            TraceState.valueOf(rs.getString("state")),
            rs.getString("client_request_id"),
            rs.getString("request_preview"),
            rs.getString("response_preview"),
            Map.of(),
            Map.of(),
            List.of()));
  }

  private static Row filled(
      Row row,
      Map<String, String> metadata,
      Map<String, String> tags,
      List<Assessment> assessments) {
    TraceInfo t = row.info();
    return new Row(
        row.no(),
        new TraceInfo(
            t.id(),
            t.experimentId(),
            t.requestedAt(),
            t.duration(),
            t.state(),
            t.clientRequestId(),
            t.requestPreview(),
            t.responsePreview(),
            metadata,
            tags,
            assessments));
  }

  private static Map<Long, Map<String, String>> pairs(Handle h, String table, List<Long> numbers) {
    Map<Long, Map<String, String>> pairs = new HashMap<>();
    h.createQuery("select trace_no, key, value from " + table + " where trace_no in (<numbers>)")
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                pairs
                    .computeIfAbsent(rs.getLong(1), t -> new HashMap<>())
                    .put(rs.getString(2), rs.getString(3)))
        .list();
    return pairs;
  }
}
