package dev.loopline.server.adapt.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.events.Event;
import dev.loopline.metadata.spi.RunEvents;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What OpenLineage is told of our runs: pipelines and their tasks, ingests, snapshots,
 * registrations and deployments. Names are those of {@code OpenLineageNames}.
 */
public final class OurRuns implements RunEvents {
  private static final Set<String> TYPES =
      Set.of(
          "workflow.run.",
          "workflow.task.",
          "features.extracted",
          "features.snapshot.committed",
          "registry.version.registered",
          "serving.endpoint.deployed");

  @Override
  public Set<String> types() {
    return TYPES;
  }

  @Override
  public List<JsonNode> of(Event event) {
    if (event.product() == null) {
      return List.of();
    }
    RunDocument run = new RunDocument(event, event.product());
    JsonNode data = event.data();
    return switch (event.type()) {
      case "features.extracted" -> extracted(run, data);
      case "features.snapshot.committed" -> snapshot(run, data);
      case "registry.version.registered" -> registered(run, data);
      case "serving.endpoint.deployed" -> deployed(run, data);
      default -> pipeline(run, event);
    };
  }

  private static List<JsonNode> pipeline(RunDocument run, Event event) {
    JsonNode data = event.data();
    String pipeline = "pipelines/" + text(data, "pipeline");
    Optional<String> state = state(event.type());
    if (state.isEmpty()) {
      return List.of();
    }
    String id = text(data, "run");
    if (event.type().startsWith("workflow.run.")) {
      return List.of(run.of(pipeline, id).facts("commit", "artifact", "trigger").as(state.get()));
    }
    String task = text(data, "task");
    return List.of(
        run.of(pipeline + "/" + task, id + "/" + task + "/" + text(data, "attempt"))
            .partOf(pipeline, id)
            .facts("uses", "attempt")
            .error(data.path("error"))
            .as(state.get()));
  }

  private static Optional<String> state(String type) {
    return switch (type.substring(type.lastIndexOf('.') + 1)) {
      case "started" -> Optional.of("START");
      case "succeeded" -> Optional.of("COMPLETE");
      case "failed" -> Optional.of("FAIL");
      case "cancelled" -> Optional.of("ABORT");
      default -> Optional.empty();
    };
  }

  private static List<JsonNode> extracted(RunDocument run, JsonNode data) {
    String source = "sources/" + text(data, "source");
    return run.of(source + "/ingest", run.event())
        .reads(source + "/" + text(data, "revision"))
        .writes(source, data.path("accepted"))
        .startAndEnd();
  }

  private static List<JsonNode> snapshot(RunDocument run, JsonNode data) {
    String view = "views/" + text(data, "view");
    return run.of(view + "/materialize", run.event())
        .reads("sources/" + text(data, "source"))
        .facts("commit")
        .writes(view + "/" + text(data, "snapshot"), data.path("rows"))
        .startAndEnd();
  }

  private static List<JsonNode> registered(RunDocument run, JsonNode data) {
    String model = "models/" + text(data, "model");
    JsonNode lineage = data.path("evidence").path("lineage");
    run.of(model + "/register", run.event());
    if (lineage.isObject()) {
      run.reads("views/" + text(lineage, "view") + "/" + text(lineage, "snapshot"));
    }
    return run.writes(model + "/" + text(data, "version"), lineage.path("none")).startAndEnd();
  }

  private static List<JsonNode> deployed(RunDocument run, JsonNode data) {
    String endpoint = "endpoints/" + text(data, "endpoint");
    return run.of(endpoint + "/deploy", run.event())
        .reads("models/" + text(data, "model") + "/" + text(data, "version"))
        .facts("role")
        .writes(endpoint, data.path("none"))
        .startAndEnd();
  }

  private static String text(JsonNode data, String name) {
    return Objects.requireNonNullElse(data.path(name).asText(), "");
  }
}
