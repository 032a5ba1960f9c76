package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events that this component tells of its changes. An experiment belongs to a product by its
 * name: {@code product} or {@code product/…}.
 */
public final class Happenings {
  private final Kernel kernel;

  Happenings(Kernel kernel) {
    this.kernel = kernel;
  }

  void experiment(Tx tx, String what, long id, String name, String actor) {
    append(
        tx,
        "metadata.experiment." + what,
        "experiment/" + id,
        name,
        actor,
        Map.of("experimentId", Long.toString(id), "name", name));
  }

  void run(Tx tx, String what, String runId, String experiment, String actor, Map<String, ?> data) {
    append(tx, "metadata.run." + what, runId, experiment, actor, data);
  }

  void model(Tx tx, String what, String id, String experiment, String actor, Map<String, ?> data) {
    append(tx, "metadata.model." + what, id, experiment, actor, data);
  }

  private void append(
      Tx tx, String type, String subject, String experiment, String actor, Map<String, ?> data) {
    kernel
        .events()
        .append(
            tx,
            new NewEvent(type, "metadata", subject, product(experiment), actor, Json.tree(data)));
  }

  /** Null for an experiment that is nobody's. */
  public static @Nullable String product(String experiment) {
    String first = experiment.split("/", 2)[0];
    return first.matches("[a-z][a-z0-9-]{1,62}") ? first : null;
  }
}
