package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.workflow.schedule.Cron;
import dev.loopline.workflow.schedule.Schedule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Set;
import java.util.function.BiConsumer;

/** What a schema cannot say of {@code on:}: schedules that are, zones that exist. */
final class TriggerChecks {
  private final JsonNode pipeline;
  private final BiConsumer<String, String> say;

  /**
   * @param say told a pointer and what is wrong there
   */
  TriggerChecks(JsonNode pipeline, BiConsumer<String, String> say) {
    this.pipeline = pipeline;
    this.say = say;
  }

  void run() {
    JsonNode on = pipeline.path("on");
    for (int i = 0; i < on.size(); i++) {
      JsonNode trigger = on.get(i);
      String pointer = "/on/" + i;
      every(trigger, pointer + "/every");
      cron(trigger, pointer + "/cron");
      zone(trigger, pointer + "/timeZone");
      belongings(trigger, pointer);
    }
  }

  /** Whether a schedule of the pipeline goes by the wall clock. */
  static boolean hasSlots(JsonNode pipeline) {
    return pipeline.path("on").valueStream().anyMatch(TriggerChecks::byWall);
  }

  private static boolean byWall(JsonNode trigger) {
    return trigger.has("cron") || trigger.path("clock").asText().equals("wall");
  }

  private void every(JsonNode trigger, String pointer) {
    String text = trigger.path("every").asText("");
    if (trigger.has("every") && Schedule.parse(text).isEmpty()) {
      say.accept(
          pointer,
          "every: '"
              + text
              + "' is neither 'monthly' nor an ISO-8601 period of a minute or more such as P7D or"
              + " P1M; months are not mixed with days.");
    }
  }

  private void cron(JsonNode trigger, String pointer) {
    if (!trigger.has("cron")) {
      return;
    }
    String text = trigger.path("cron").asText();
    try {
      Cron.parse(text);
    } catch (IllegalArgumentException e) {
      say.accept(
          pointer,
          "cron: '"
              + text
              + "': "
              + e.getMessage()
              + ". Write five fields such as '0 3 * * 1-5', or @daily.");
    }
  }

  private void zone(JsonNode trigger, String pointer) {
    if (!trigger.has("timeZone")) {
      return;
    }
    String text = trigger.path("timeZone").asText();
    try {
      ZoneId.of(text);
    } catch (DateTimeException e) {
      say.accept(
          pointer,
          "timeZone: there is no time zone '"
              + text
              + "'."
              + Nearest.to(text, ZoneId.getAvailableZoneIds())
                  .map(zone -> " Did you mean '" + zone + "'?")
                  .orElse(" Write one such as Europe/Berlin or UTC."));
    }
  }

  private void belongings(JsonNode trigger, String pointer) {
    if (trigger.has("when") && !trigger.has("event")) {
      say.accept(pointer + "/when", "when: only an event has data; remove it.");
    }
    if (trigger.has("timeZone") && !trigger.has("cron")) {
      say.accept(
          pointer + "/timeZone", "timeZone: only cron is told by a zone's clock; remove it.");
    }
    if (trigger.has("clock") && !trigger.has("every")) {
      say.accept(pointer + "/clock", "clock: belongs to every; remove it.");
    }
    if (trigger.has("catchUp") && !byWall(trigger)) {
      say.accept(
          pointer + "/catchUp",
          "catchUp: only schedules by the wall clock miss slots: cron, or every with 'clock:"
              + " wall'.");
    }
    JsonNode declared = pipeline.path("concurrency");
    String concurrency = declared.isObject() ? "allow" : declared.asText("skip");
    if (trigger.path("catchUp").asText().equals("all")
        && Set.of("skip", "replace").contains(concurrency)) {
      say.accept(
          pointer + "/catchUp",
          "catchUp: all slots are made up for one after the other, but 'concurrency: "
              + concurrency
              + "' lets only one run be under way and drops others; declare 'concurrency:"
              + " queue'.");
    }
  }
}
