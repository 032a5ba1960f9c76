package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.schedule.CatchUp;
import dev.loopline.workflow.schedule.Timetable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code on:}, which starts the pipeline: an event of the log or one that was posted,
 * the end of another pipeline's run, the passing of event time, or a slot by the wall clock. As it
 * was written; checked by {@link PipelineFile}.
 *
 * @param event its type
 * @param when what fields of the event's data must be, by dotted path
 * @param after the pipeline whose run has ended
 * @param every {@code monthly} or an ISO-8601 period
 * @param clock by which {@code every} goes
 * @param cron five fields, in {@code timeZone}
 * @param catchUp what becomes of slots that were missed, for schedules by the wall clock
 */
public record Trigger(
    @Nullable String event,
    Map<String, JsonNode> when,
    @Nullable After after,
    @Nullable String every,
    @Nullable Clock clock,
    @Nullable String cron,
    @Nullable String timeZone,
    @Nullable CatchUp catchUp) {
  public Trigger {
    when = Map.copyOf(when);
  }

  /** The end of a pipeline's run, succeeded unless told otherwise. */
  public record After(String pipeline, @Nullable End state) {}

  /** How a run ends. */
  public enum End {
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  /** A type of event, and what its data must hold. */
  public record Listening(String event, Map<String, JsonNode> when) {
    public Listening {
      when = Map.copyOf(when);
    }

    /** The pipeline whose runs or tasks it hears of, where it is told; empty where any may be. */
    Optional<String> pipeline() {
      return Optional.ofNullable(when.get("pipeline")).map(JsonNode::asText);
    }

    /** Whether runs and tasks of pipelines are what it hears of. */
    boolean hearsRuns() {
      return event.startsWith("workflow.");
    }
  }

  /** Which events start it, where some do. */
  public Optional<Listening> listening() {
    if (after != null) {
      End end = after.state() == null ? End.SUCCEEDED : after.state();
      return Optional.of(
          new Listening(
              "workflow.run." + end.name().toLowerCase(Locale.ROOT),
              Map.of("pipeline", Json.tree(after.pipeline()))));
    }
    return Optional.ofNullable(event).map(type -> new Listening(type, when));
  }

  /** Which time a period passes in. */
  public enum Clock {
    /** The product's, that data decides by. */
    EVENT,
    /** The clock on the wall. */
    WALL
  }

  /** Its slots by the wall clock, where it has any. */
  public Optional<Timetable> timetable() {
    if (cron != null) {
      return Optional.of(Timetable.cron(cron, timeZone == null ? "UTC" : timeZone));
    }
    return every != null && clock == Clock.WALL
        ? Optional.of(Timetable.every(every))
        : Optional.empty();
  }

  /** The period in event time, where it is one. */
  public Optional<String> eventTimePeriod() {
    return clock == Clock.WALL ? Optional.empty() : Optional.ofNullable(every);
  }
}
