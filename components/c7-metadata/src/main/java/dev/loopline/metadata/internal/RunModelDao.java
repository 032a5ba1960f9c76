package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.ModelOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The statements over logged models that runs read and made. */
final class RunModelDao {
  static final Models NONE = new Models(List.of(), List.of());

  private RunModelDao() {}

  /** Logged models of one run, in the order in which it told of them. */
  record Models(List<String> inputs, List<ModelOutput> outputs) {}

  static void put(Tx tx, RunRef run, boolean output, ModelOutput model) {
    tx.handle()
        .createUpdate(
            """
            insert into run_model (run_no, is_output, model_id, step)
            values (:run, :output, :model, :step)
            on conflict (run_no, is_output, model_id) do update set step = excluded.step
            """)
        .bind("run", run.no())
        .bind("output", output ? 1 : 0)
        .bind("model", model.modelId())
        .bind("step", model.step())
        .execute();
  }

  static Map<Long, Models> of(Handle h, List<Long> runs) {
    Map<Long, Models> models = new HashMap<>();
    h.createQuery(
            """
            select run_no, is_output, model_id, step from run_model
            where run_no in (<runs>) order by no
            """)
        .bindList("runs", runs)
        .map(
            (rs, ctx) -> {
              Models of =
                  models.computeIfAbsent(
                      rs.getLong(1), r -> new Models(new ArrayList<>(), new ArrayList<>()));
              return rs.getInt(2) == 1
                  ? of.outputs().add(new ModelOutput(rs.getString(3), rs.getLong(4)))
                  : of.inputs().add(rs.getString(3));
            })
        .list();
    return models;
  }
}
