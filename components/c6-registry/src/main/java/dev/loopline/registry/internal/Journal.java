package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Change;
import dev.loopline.registry.internal.PeriodDao.Moment;
import java.time.Instant;

/**
 * Writes each change down in the transaction that makes it: an entry of the history with all facts,
 * and an event of the log that refers to the entry. What clients wrote themselves (descriptions,
 * tags, templates) stays out of the log, which nobody can erase from.
 */
final class Journal {
  /** The number of a change of the model itself. */
  static final int MODEL = 0;

  private final Kernel kernel;

  Journal(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Now, on the wall and in the product's event time. */
  Moment now(Tx tx, String product) {
    Instant wall = kernel.clock().now();
    return new Moment(wall, product.isEmpty() ? wall : kernel.eventTime().now(tx, product));
  }

  /** A change whose evidence the event repeats. */
  void tell(Tx tx, ModelRow model, int version, String change, String actor, JsonNode evidence) {
    record(tx, model, version, change, actor, evidence, Json.object().set("evidence", evidence));
  }

  /** A change whose evidence only the history holds. */
  void note(Tx tx, ModelRow model, int version, String change, String actor, JsonNode evidence) {
    record(tx, model, version, change, actor, evidence, Json.object());
  }

  /**
   * {@link #note} with an event that says more.
   *
   * @param told references, nothing that clients wrote
   */
  void note(
      Tx tx,
      ModelRow model,
      int version,
      String change,
      String actor,
      JsonNode evidence,
      ObjectNode told) {
    record(tx, model, version, change, actor, evidence, told);
  }

  private void record(
      Tx tx,
      ModelRow model,
      int version,
      String change,
      String actor,
      JsonNode evidence,
      ObjectNode told) {
    Moment now = now(tx, model.product());
    Change entry =
        new Change(0, model.name(), version, now.wall(), now.event(), actor, change, evidence);
    told.put("model", model.name()).put("change", HistoryDao.append(tx, model.no(), entry));
    if (version != MODEL) {
      told.put("version", String.valueOf(version));
    }
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                (version == MODEL ? "registry.model." : "registry.version.") + change,
                "registry",
                version == MODEL ? model.name() : model.name() + "/" + version,
                model.product().isEmpty() ? null : model.product(),
                actor,
                told));
  }
}
