package dev.loopline.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import dev.loopline.workflow.spi.StepType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What pipelines can ask of the feature store. Each step does nothing anew when it is repeated. */
public final class FeatureSteps {
  private FeatureSteps() {}

  public static List<StepType> all(FeatureStore store) {
    return List.of(new Ingest(store), new Materialize(store), new Cut(store));
  }

  /** {@code ingest}: takes in the newest file uploaded to a source. */
  private record Ingest(FeatureStore store) implements InProcessStep {
    @Override
    public String name() {
      return "ingest";
    }

    @Override
    public JsonNode parameterSchema() {
      return schema(
          """
          {"type": "object", "additionalProperties": false, "required": ["source"],
           "properties": {"source": {"type": "string", "minLength": 1}}}
          """);
    }

    @Override
    public StepResult run(StepContext context) {
      String source = context.parameters().path("source").asText();
      IngestReceipt receipt = store.ingest(context.product(), source, "system:features");
      context.log(
          source
              + ": "
              + receipt.rows()
              + " rows of revision "
              + receipt.revision()
              + ", "
              + receipt.accepted()
              + " taken in, "
              + receipt.rejected()
              + " rejected, "
              + receipt.repeated()
              + " there before");
      return new StepResult(
          Map.of(
              "digest", TextNode.valueOf(receipt.digest()),
              "revision", LongNode.valueOf(receipt.revision()),
              "rows", LongNode.valueOf(receipt.rows()),
              "accepted", LongNode.valueOf(receipt.accepted()),
              "rejected", LongNode.valueOf(receipt.rejected())));
    }
  }

  /** {@code materialize}: rolls pushed rows into a view's table. */
  private record Materialize(FeatureStore store) implements InProcessStep {
    @Override
    public String name() {
      return "materialize";
    }

    @Override
    public JsonNode parameterSchema() {
      return schema(
          """
          {"type": "object", "additionalProperties": false, "required": ["view"],
           "properties": {"view": {"type": "string", "minLength": 1}}}
          """);
    }

    @Override
    public StepResult run(StepContext context) {
      String view = context.parameters().path("view").asText();
      Snapshot snapshot = store.materialize(context.product(), view);
      context.log(view + ": snapshot " + snapshot.id() + " of " + snapshot.rows() + " rows");
      return new StepResult(
          Map.of(
              "snapshot", LongNode.valueOf(snapshot.id()),
              "rows", LongNode.valueOf(snapshot.rows())));
    }
  }

  /** {@code training-set}: cuts labelled rows as they were known at a time. */
  private record Cut(FeatureStore store) implements InProcessStep {
    @Override
    public String name() {
      return "training-set";
    }

    @Override
    public JsonNode parameterSchema() {
      return schema(
          """
          {"type": "object", "additionalProperties": false, "required": ["view", "until"],
           "properties": {
             "view": {"type": "string", "minLength": 1},
             "joined": {"type": "array", "items": {"type": "string", "minLength": 1}},
             "until": {"type": "string", "minLength": 1},
             "ripeAfter": {"type": "string", "minLength": 1}}}
          """);
    }

    @Override
    public StepResult run(StepContext context) {
      JsonNode with = context.parameters();
      List<String> joined = new ArrayList<>();
      with.path("joined").forEach(v -> joined.add(v.asText()));
      @Nullable String ripeAfter =
          with.hasNonNull("ripeAfter") ? with.path("ripeAfter").asText() : null;
      TrainingSet set =
          store.trainingSet(
              context.product(),
              new TrainingSetRequest(
                  with.path("view").asText(),
                  joined,
                  instant(with.path("until")),
                  ripeAfter,
                  null));
      context.log(
          set.view()
              + ": "
              + set.rows()
              + " labelled rows, "
              + set.positives()
              + " positive, of snapshot "
              + set.snapshot());
      return new StepResult(
          Map.of(
              "digest", TextNode.valueOf(set.data().toString()),
              "snapshot", LongNode.valueOf(set.snapshot()),
              "rows", LongNode.valueOf(set.rows()),
              "positives", LongNode.valueOf(set.positives()),
              "until", TextNode.valueOf(set.until().toString()),
              "view", TextNode.valueOf(set.view()),
              "commit", TextNode.valueOf(set.commit()),
              "features", Json.tree(set.features())));
    }

    private static Instant instant(JsonNode until) {
      try {
        return Instant.parse(until.asText());
      } catch (DateTimeException e) {
        throw new LooplineException(
            KernelError.INVALID_ARGUMENT,
            "'until' is '"
                + until.asText()
                + "'; an instant such as 2016-07-01T00:00:00Z is"
                + " expected, or ${run.eventTime}.",
            e);
      }
    }
  }

  private static JsonNode schema(String text) {
    return Json.parse(text);
  }
}
