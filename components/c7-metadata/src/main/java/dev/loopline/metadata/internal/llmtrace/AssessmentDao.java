package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.llmtrace.Assessment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over assessments. */
final class AssessmentDao {
  private AssessmentDao() {}

  static void put(Tx tx, long trace, Assessment assessment) {
    tx.handle()
        .createUpdate(
            """
            insert into llm_assessment
              (trace_no, id, name, kind, value_text, overrides, valid, body)
            values (:trace, :id, :name, :kind, :text, :overrides, :valid, :body)
            on conflict (trace_no, id) do update set
              name = excluded.name, kind = excluded.kind, value_text = excluded.value_text,
              overrides = excluded.overrides, valid = excluded.valid, body = excluded.body
            """)
        .bind("trace", trace)
        .bind("id", assessment.id())
        .bind("name", assessment.name())
        .bind("kind", assessment.kind().name())
        .bind("text", assessment.valueText())
        .bind("overrides", assessment.overrides())
        .bind("valid", assessment.valid() ? 1 : 0)
        .bind("body", Json.write(assessment.body()))
        .execute();
  }

  static Optional<Assessment> find(Handle h, long trace, String id) {
    return of(h, List.of(trace)).getOrDefault(trace, List.of()).stream()
        .filter(assessment -> assessment.id().equals(id))
        .findFirst();
  }

  /** False where there is no such assessment. */
  static boolean setValid(Tx tx, long trace, String id, boolean valid) {
    return tx.handle()
            .createUpdate(
                "update llm_assessment set valid = :valid where trace_no = :trace and id = :id")
            .bind("trace", trace)
            .bind("id", id)
            .bind("valid", valid ? 1 : 0)
            .execute()
        > 0;
  }

  static void delete(Tx tx, long trace, String id) {
    tx.handle()
        .createUpdate("delete from llm_assessment where trace_no = :trace and id = :id")
        .bind("trace", trace)
        .bind("id", id)
        .execute();
  }

  static int count(Handle h, long trace) {
    return h.createQuery("select count(*) from llm_assessment where trace_no = :trace")
        .bind("trace", trace)
        .mapTo(Integer.class)
        .one();
  }

  /** In the order in which they were made. */
  static Map<Long, List<Assessment>> of(Handle h, List<Long> traces) {
    Map<Long, List<Assessment>> assessments = new HashMap<>();
    h.createQuery(
            """
            select trace_no, id, name, kind, value_text, overrides, valid, body
            from llm_assessment where trace_no in (<traces>) order by no
            """)
        .bindList("traces", traces)
        .map(
            (rs, ctx) ->
                assessments
                    .computeIfAbsent(rs.getLong(1), t -> new ArrayList<>())
                    .add(
                        new Assessment(
                            rs.getString(2),
                            rs.getString(3),
                            Assessment.Kind.valueOf(rs.getString(4)),
                            rs.getString(5),
                            rs.getString(6),
                            rs.getInt(7) == 1,
                            Json.parse(rs.getString(8)))))
        .list();
    return assessments;
  }
}
