package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.llmtrace.TraceSpan;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The statements over spans. */
final class SpanDao {
  private static final String UPSERT =
      """
      insert into llm_span
        (trace_no, span_id, parent_id, name, type, status, started_ns, ended_ns, input_tokens,
          output_tokens, content)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (trace_no, span_id) do update set
        parent_id = excluded.parent_id, name = excluded.name, type = excluded.type,
        status = excluded.status, started_ns = excluded.started_ns,
        ended_ns = excluded.ended_ns, input_tokens = excluded.input_tokens,
        output_tokens = excluded.output_tokens, content = excluded.content
      """;

  private SpanDao() {}

  /** What the spans of a trace used together. */
  record Tokens(long input, long output) {}

  static void put(Tx tx, long trace, List<TraceSpan> spans) {
    try {
      PreparedStatement upsert = tx.prepared(UPSERT);
      // In one order, so that two batches of one trace do not wait for each other.
      for (TraceSpan span : spans.stream().sorted(Comparator.comparing(TraceSpan::id)).toList()) {
        upsert.setLong(1, trace);
        upsert.setString(2, span.id());
        upsert.setString(3, span.parentId());
        upsert.setString(4, span.name());
        upsert.setString(5, span.type());
        upsert.setString(6, span.status());
        upsert.setLong(7, span.startedNs());
        if (span.endedNs() == null) {
          upsert.setNull(8, Types.BIGINT);
        } else {
          upsert.setLong(8, span.endedNs());
        }
        upsert.setLong(9, span.inputTokens());
        upsert.setLong(10, span.outputTokens());
        upsert.setString(11, Json.write(span.content()));
        upsert.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static Tokens tokens(Handle h, long trace) {
    return h.createQuery(
            """
            select coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0) from llm_span
            where trace_no = :trace
            """)
        .bind("trace", trace)
        .map((rs, ctx) -> new Tokens(rs.getLong(1), rs.getLong(2)))
        .one();
  }

  /** Of each trace that has any: roots first, then by their start. */
  static Map<Long, List<TraceSpan>> of(Handle h, List<Long> traces) {
    Map<Long, List<TraceSpan>> spans = new HashMap<>();
    if (!traces.isEmpty()) {
      h.createQuery(
              """
              select trace_no, span_id, parent_id, name, type, status, started_ns, ended_ns,
                input_tokens, output_tokens, content
              from llm_span where trace_no in (<traces>)
              order by trace_no, case when parent_id is null then 0 else 1 end, started_ns, span_id
              """)
          .bindList("traces", traces)
          .map(
              (rs, ctx) ->
                  spans
                      .computeIfAbsent(rs.getLong("trace_no"), no -> new ArrayList<>())
                      .add(span(rs)))
          .list();
    }
    return spans;
  }

  private static TraceSpan span(ResultSet rs) throws SQLException {
    long ended = rs.getLong("ended_ns");
    Long endedNs = rs.wasNull() ? null : (Long) ended;
    return new TraceSpan(
        rs.getString("span_id"),
        rs.getString("parent_id"),
        rs.getString("name"),
        rs.getString("type"),
        rs.getString("status"),
        rs.getLong("started_ns"),
        endedNs,
        rs.getLong("input_tokens"),
        rs.getLong("output_tokens"),
        Json.parse(rs.getString("content")));
  }
}
