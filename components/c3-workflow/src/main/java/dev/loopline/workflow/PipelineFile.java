package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.JsonSchema;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.workflow.schedule.CatchUp;
import dev.loopline.workflow.spi.StepType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code pipelines/*.yaml} against the step types that are there. Pure but for the types' own
 * checks.
 */
public final class PipelineFile {
  private static final Duration BACKOFF = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofHours(1);

  private final JsonSchema schema =
      JsonSchema.load(PipelineFile.class, "/dev/loopline/workflow/pipeline.schema.json");
  private final Map<String, StepType> types;

  /**
   * @param types by name; a live view is fine
   */
  public PipelineFile(Map<String, StepType> types) {
    this.types = types;
  }

  public JsonSchema schema() {
    return schema;
  }

  /** What is wrong with the document, in the order of its lines; empty where it fits. */
  public List<Violation> validate(YamlDocument document) {
    List<Violation> found = new ArrayList<>(schema.validate(document));
    if (found.isEmpty()) {
      found.addAll(new PipelineChecks(document, types).run());
    }
    found.sort(Comparator.comparingInt(Violation::line));
    return found;
  }

  /** {@link #validate} of each of a product's pipelines, and of how they start each other. */
  public List<Violation> validateAll(List<YamlDocument> documents) {
    List<Violation> found = new ArrayList<>();
    documents.forEach(document -> found.addAll(validate(document)));
    return found.isEmpty() ? new PipelineReferences(documents).check() : found;
  }

  /** The pipeline; {@code PIPELINE_INVALID} with all violations where it does not fit. */
  public PipelineSpec read(YamlDocument document) {
    List<Violation> violations = validate(document);
    if (!violations.isEmpty()) {
      throw new LooplineException(
          WorkflowError.PIPELINE_INVALID,
          violations.getFirst().toString(),
          Map.of("violations", violations),
          null);
    }
    JsonNode tree = document.tree();
    return new PipelineSpec(
        tree.path("name").asText(),
        map(tree.path("parameters")),
        triggers(tree),
        concurrency(tree.path("concurrency")),
        items(tree.path("tasks")).stream().map(PipelineFile::task).toList());
  }

  private static PipelineSpec.Concurrency concurrency(JsonNode declared) {
    return declared.isObject()
        ? PipelineSpec.Concurrency.allow(declared.path("allow").asInt())
        : switch (declared.asText()) {
          case "queue" -> PipelineSpec.Concurrency.QUEUE;
          case "replace" -> PipelineSpec.Concurrency.REPLACE;
          default -> PipelineSpec.Concurrency.SKIP;
        };
  }

  /** What starts the pipeline; of a document that the schema has let through. */
  static List<Trigger> triggers(JsonNode pipeline) {
    return items(pipeline.path("on")).stream().map(PipelineFile::trigger).toList();
  }

  private static Trigger trigger(JsonNode on) {
    return new Trigger(
        text(on, "event"),
        map(on.path("when")),
        on.has("after") ? after(on.path("after")) : null,
        text(on, "every"),
        word(Trigger.Clock.class, on.path("clock")),
        text(on, "cron"),
        text(on, "timeZone"),
        word(CatchUp.class, on.path("catchUp")));
  }

  private static Trigger.After after(JsonNode after) {
    return new Trigger.After(
        after.path("pipeline").asText(), word(Trigger.End.class, after.path("state")));
  }

  private static @Nullable String text(JsonNode object, String field) {
    return object.has(field) ? object.path(field).asText() : null;
  }

  private static <E extends Enum<E>> @Nullable E word(Class<E> type, JsonNode text) {
    return text.isMissingNode() ? null : Enum.valueOf(type, text.asText().toUpperCase(Locale.ROOT));
  }

  private static PipelineSpec.Task task(JsonNode task) {
    JsonNode retry = task.path("retry");
    return new PipelineSpec.Task(
        task.path("id").asText(),
        task.path("uses").asText(),
        items(task.path("needs")).stream().map(JsonNode::asText).toList(),
        task.has("with") ? task.path("with") : Json.object(),
        retry.path("attempts").asInt(1),
        retry.has("backoff") ? Duration.parse(retry.path("backoff").asText()) : BACKOFF,
        task.has("timeout") ? Duration.parse(task.path("timeout").asText()) : TIMEOUT);
  }

  private static Map<String, JsonNode> map(JsonNode object) {
    Map<String, JsonNode> map = new HashMap<>();
    object.properties().forEach(e -> map.put(e.getKey(), e.getValue()));
    return map;
  }

  private static List<JsonNode> items(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
