package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.PipelineSpec.Concurrency;
import dev.loopline.workflow.PipelineSpec.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What runs for a push, and what runs for a promotion. Steps that others depend on are tried three
 * times, and are idempotent; a validation or a test says the same again.
 */
final class Graphs {
  private static final Duration QUICK = Duration.ofMinutes(2);
  private static final Duration BACKOFF = Duration.ofSeconds(1);
  private static final int TRIES = 3;

  private Graphs() {}

  static PipelineSpec delivery(Duration testTimeout) {
    return graph(
        "delivery",
        Map.of(),
        task("checkout", "delivery.checkout", TRIES, QUICK),
        task("validate", "delivery.validate", 1, QUICK, "checkout"),
        task("test", "delivery.test", 1, testTimeout, "checkout", "validate"),
        task("package", "delivery.package", TRIES, QUICK, "checkout", "test"),
        task("deliver", "delivery.deliver", TRIES, QUICK, "package"),
        task("register", "delivery.register", TRIES, QUICK, "package", "deliver"));
  }

  static PipelineSpec promotion(String model, int version) {
    return graph(
        "promotion",
        Map.of("model", Json.tree(model), "version", Json.tree(version)),
        task("build", "promotion.build", TRIES, QUICK),
        task("test", "promotion.test", TRIES, QUICK, "build"),
        task("deploy", "promotion.deploy", TRIES, QUICK, "build", "test"));
  }

  private static PipelineSpec graph(String name, Map<String, JsonNode> parameters, Task... tasks) {
    return new PipelineSpec(name, parameters, List.of(), Concurrency.QUEUE, List.of(tasks));
  }

  private static Task task(
      String id, String uses, int attempts, Duration timeout, String... needs) {
    var with =
        uses.startsWith("promotion.")
            ? Json.object()
                .put("model", "${parameters.model}")
                .put("version", "${parameters.version}")
            : Json.object();
    return new Task(id, uses, List.of(needs), with, attempts, BACKOFF, timeout);
  }
}
