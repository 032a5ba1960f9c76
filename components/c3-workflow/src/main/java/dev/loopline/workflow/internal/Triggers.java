package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.EventTime;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.Schedule;
import dev.loopline.workflow.internal.TriggerDao.Timed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts pipelines by events and by the passing of event time. Idempotent by event id and pipeline:
 * an event that comes again starts nothing again, nor what was left out the first time.
 */
final class Triggers {
  private static final Logger LOG = Logger.getLogger(Triggers.class.getName());
  private static final String ADVANCED = "time.advanced";
  private static final Instant LAST = Instant.parse("9000-01-01T00:00:00Z");

  private final Kernel kernel;
  private final Starter starter;

  Triggers(Kernel kernel, Starter starter) {
    this.kernel = kernel;
    this.starter = starter;
  }

  /** Replaces a product's triggers; a schedule that stays keeps its next moment. */
  void replace(Tx tx, String product, List<PipelineSpec> pipelines) {
    List<Timed> old = TriggerDao.timed(tx.handle(), product);
    Optional<Instant> now = EventTime.find(tx, product);
    TriggerDao.deleteAll(tx, product);
    for (PipelineSpec pipeline : pipelines) {
      for (int i = 0; i < pipeline.on().size(); i++) {
        PipelineSpec.Trigger trigger = pipeline.on().get(i);
        TriggerDao.insert(
            tx, product, pipeline.name(), i, trigger, next(old, pipeline.name(), trigger, now));
      }
    }
  }

  private static @Nullable Instant next(
      List<Timed> old, String pipeline, PipelineSpec.Trigger trigger, Optional<Instant> now) {
    String every = trigger.every();
    if (every == null) {
      return null;
    }
    // A product without event time may yet be replayed from long ago: its first advance decides.
    return TriggerDao.next(old, pipeline, every)
        .or(() -> now.map(schedule(every)::after))
        .orElse(null);
  }

  private static Schedule schedule(String every) {
    return Schedule.parse(every)
        .orElseThrow(() -> new IllegalStateException("'" + every + "' was checked before"));
  }

  /** The subscriber. */
  void on(Event event) {
    String product = event.product();
    if (product == null) {
      return;
    }
    kernel
        .db()
        .read(h -> TriggerDao.listeners(h, product, event.type()))
        .forEach(
            listener -> {
              if (matches(listener.when(), event.data())) {
                kernel.db().change(tx -> fire(tx, event, product, listener.pipeline()));
              }
            });
    if (event.type().equals(ADVANCED)) {
      advance(event, product);
    }
  }

  /** What follows is reckoned before the transaction, which on SQLite holds up all writers. */
  private void advance(Event event, String product) {
    Instant now = Instant.parse(event.data().path("at").asText());
    if (now.isAfter(LAST)) {
      LOG.warning(() -> product + ": no schedule reaches " + now + "; none is started");
      return;
    }
    for (Timed timed : kernel.db().read(h -> TriggerDao.timed(h, product))) {
      Schedule schedule = schedule(timed.every());
      Instant due = timed.next();
      if (due == null) {
        Instant first = schedule.after(now);
        kernel.db().change(tx -> TriggerDao.moveTo(tx, product, timed, first));
      } else if (!due.isAfter(now)) {
        Instant next = schedule.next(due, now);
        kernel
            .db()
            .change(
                tx -> {
                  // A schedule that was replaced meanwhile is not this one any more.
                  if (TriggerDao.moveTo(tx, product, timed, next)) {
                    fire(tx, event, product, timed.pipeline());
                  }
                });
      }
    }
  }

  private void fire(Tx tx, Event event, String product, String name) {
    Optional<PipelineRow> pipeline = PipelineDao.lock(tx, product, name, kernel.db().dialect());
    if (pipeline.isEmpty()
        || !TriggerDao.fire(tx, event.id().value(), product, name, kernel.clock().now())) {
      return;
    }
    Instant eventTime = event.eventTime();
    Starter.Cause cause =
        new Starter.Cause(
            event.id().value(),
            WorkflowEvents.ACTOR,
            eventTime == null ? kernel.eventTime().now(tx, product) : eventTime);
    switch (starter.start(tx, pipeline.get(), Map.of(), cause)) {
      case Starter.Outcome.Started started -> {}
      case Starter.Outcome.Skipped(String active) ->
          kernel
              .events()
              .append(
                  tx,
                  new NewEvent(
                      "workflow.trigger.skipped",
                      WorkflowEvents.SOURCE,
                      name,
                      product,
                      WorkflowEvents.ACTOR,
                      Json.object()
                          .put("pipeline", name)
                          .put("trigger", event.id().value())
                          .put("active", active)));
    }
  }

  /** Whether the data holds each of these values at its dotted path. */
  static boolean matches(JsonNode when, JsonNode data) {
    return when.properties().stream()
        .allMatch(e -> same(data.at("/" + e.getKey().replace('.', '/')), e.getValue()));
  }

  private static boolean same(JsonNode found, JsonNode wanted) {
    return found.isNumber() && wanted.isNumber()
        ? found.decimalValue().compareTo(wanted.decimalValue()) == 0
        : found.equals(wanted);
  }
}
