package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.PipelineSpec.Concurrency;
import dev.loopline.workflow.PipelineSpec.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What runs for a push, and what runs for a promotion. */
final class Graphs {
  private static final Duration QUICK = Duration.ofMinutes(2);

  private Graphs() {}

  static PipelineSpec delivery(Duration testTimeout) {
    return graph(
        "delivery",
        Map.of(),
        task("checkout", "delivery.checkout", QUICK),
        task("validate", "delivery.validate", QUICK, "checkout"),
        task("test", "delivery.test", testTimeout, "checkout", "validate"),
        task("package", "delivery.package", QUICK, "checkout", "test"),
        task("deliver", "delivery.deliver", QUICK, "package"),
        task("register", "delivery.register", QUICK, "package", "deliver"));
  }

  static PipelineSpec promotion(String model, int version) {
    return graph(
        "promotion",
        Map.of("model", Json.tree(model), "version", Json.tree(version)),
        task("build", "promotion.build", QUICK),
        task("test", "promotion.test", QUICK, "build"),
        task("deploy", "promotion.deploy", QUICK, "build", "test"));
  }

  private static PipelineSpec graph(String name, Map<String, JsonNode> parameters, Task... tasks) {
    return new PipelineSpec(name, parameters, List.of(), Concurrency.QUEUE, List.of(tasks));
  }

  private static Task task(String id, String uses, Duration timeout, String... needs) {
    var with =
        uses.startsWith("promotion.")
            ? Json.object()
                .put("model", "${parameters.model}")
                .put("version", "${parameters.version}")
            : Json.object();
    return new Task(id, uses, List.of(needs), with, 1, Duration.ofSeconds(1), timeout);
  }
}
