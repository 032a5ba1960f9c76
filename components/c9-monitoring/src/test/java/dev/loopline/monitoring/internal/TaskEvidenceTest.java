package dev.loopline.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TaskEvidenceTest {
  private static Map<String, OptionalDouble> parts(String uses, String outputs) {
    Event event =
        new Event(
            new EventId("evt_1"),
            1,
            "workflow.task.succeeded",
            "workflow",
            "run_1",
            "hotel",
            "system:workflow",
            Instant.EPOCH,
            null,
            Json.tree(Map.of("run", "run_1", "task", "t", "uses", uses)),
            "");
    return new TaskEvidence((run, task) -> Json.parse(outputs)).parts(event);
  }

  @Test
  void whatATaskDidNotHandOnItDidNotDo() {
    assertThat(parts("train", "{}")).isEmpty();
    assertThat(parts("train", "{\"curve\": [], \"metrics\": {}, \"onnx\": {\"digest\": \"d\"}}"))
        .containsOnlyKeys("export");
    assertThat(parts("training-set", "{\"snapshot\": 3, \"rows\": 0}")).containsOnlyKeys("pull");
    assertThat(parts("materialize", "{\"snapshot\": 3, \"rows\": 9}")).isEmpty();
  }

  @Test
  void secondsAreThoseOfThePartOrNone() {
    assertThat(
            parts(
                "train",
                """
                {"curve": [0.7], "metrics": {"test_auc": 0.7}, "phases": {"evaluate": 0.5}}
                """))
        .containsEntry("evaluate", OptionalDouble.of(0.5))
        .containsEntry("validate", OptionalDouble.empty());
  }
}
