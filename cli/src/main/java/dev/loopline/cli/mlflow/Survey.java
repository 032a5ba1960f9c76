package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the runs beside the copy, for those who wait: MLflow has no way to ask for a number. */
final class Survey {
  private static final int PAGE = 1_000;

  private Survey() {}

  /**
   * Begins to count.
   *
   * @param total set once all are counted
   */
  static void begin(Source source, List<Copied> experiments, AtomicLong total) {
    Thread.ofVirtual()
        .name("survey")
        .start(
            () -> {
              long[] count = {0};
              try {
                for (Copied experiment : experiments) {
                  Pages.each(
                      "runs",
                      token -> source.post(MLFLOW + "runs/search", asked(experiment, token)),
                      (runs, before) -> count[0] += runs.size());
                }
                total.set(count[0]);
              } catch (RuntimeException e) {
                // The copy meets the same failure and tells of it; here only the number is missing.
                total.set(0);
              }
            });
  }

  private static ObjectNode asked(Copied experiment, String token) {
    ObjectNode asked = Printer.object();
    asked.putArray("experiment_ids").add(experiment.there());
    asked.put("run_view_type", "ALL").put("max_results", PAGE);
    return token.isEmpty() ? asked : asked.put("page_token", token);
  }
}
