package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.EventTime;
import dev.loopline.workflow.CloudEvent;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.Trigger;
import dev.loopline.workflow.Workflows;
import dev.loopline.workflow.internal.ScheduleDao.Scheduled;
import dev.loopline.workflow.internal.TriggerDao.Timed;
import dev.loopline.workflow.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts pipelines by events, by the passing of event time and by the clock. Idempotent by event id
 * and pipeline: an event that comes again starts nothing again, nor what was left out the first
 * time.
 */
final class Triggers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Triggers.class.getName());
  private static final String ADVANCED = "time.advanced";
  private static final String RECEIVED = "workflow.cloudevent.received";
  private static final Instant LAST = Instant.parse("9000-01-01T00:00:00Z");

  private final Kernel kernel;
  private final Starter starter;
  private final Scheduler scheduler;
  private final Pauses pauses;

  Triggers(Kernel kernel, Starter starter) {
    this.kernel = kernel;
    this.starter = starter;
    this.scheduler = new Scheduler(kernel, new Slots(kernel, starter));
    this.pauses = new Pauses(kernel, scheduler);
  }

  Pauses pauses() {
    return pauses;
  }

  /** Begins to look at the clock. */
  void begin() {
    scheduler.start();
  }

  /** Replaces a product's triggers; a schedule that stays keeps its next moment. */
  void replace(Tx tx, String product, List<PipelineSpec> pipelines) {
    List<Timed> timed = TriggerDao.timed(tx.handle(), product);
    List<Scheduled> scheduled = ScheduleDao.of(tx.handle(), product);
    Optional<Instant> now = EventTime.find(tx, product);
    TriggerDao.deleteAll(tx, product);
    for (PipelineSpec pipeline : pipelines) {
      for (int i = 0; i < pipeline.on().size(); i++) {
        Trigger trigger = pipeline.on().get(i);
        TriggerDao.Place place = new TriggerDao.Place(product, pipeline.name(), i);
        TriggerDao.insert(
            tx, place, trigger, next(timed, place, trigger, now), slot(scheduled, place, trigger));
      }
    }
    tx.afterCommit(scheduler::wake);
  }

  private static @Nullable Instant next(
      List<Timed> old, TriggerDao.Place place, Trigger trigger, Optional<Instant> now) {
    // A product without event time may yet be replayed from long ago: its first advance decides.
    return trigger
        .eventTimePeriod()
        .flatMap(
            every ->
                TriggerDao.next(old, place.pipeline(), every)
                    .or(() -> now.map(schedule(every)::after)))
        .orElse(null);
  }

  private @Nullable Instant slot(List<Scheduled> old, TriggerDao.Place place, Trigger trigger) {
    return trigger
        .timetable()
        .map(
            timetable ->
                old.stream()
                    .filter(s -> s.pipeline().equals(place.pipeline()))
                    .filter(s -> s.timetable().equals(timetable.toString()))
                    .map(Scheduled::slot)
                    .findFirst()
                    .orElseGet(() -> timetable.after(kernel.clock().now())))
        .orElse(null);
  }

  private static Schedule schedule(String every) {
    return Schedule.parse(every)
        .orElseThrow(() -> new IllegalStateException("'" + every + "' was checked before"));
  }

  /** Takes an event of somebody else into the log, from where it comes back to {@link #on}. */
  Workflows.Receipt receive(Tx tx, String product, CloudEvent event, String actor) {
    if (!ReceivedDao.take(tx, product, event, kernel.clock().now())) {
      return new Workflows.Receipt(ReceivedDao.require(tx, product, event), true);
    }
    EventId logged =
        kernel
            .events()
            .append(
                tx,
                new NewEvent(
                    RECEIVED, WorkflowEvents.SOURCE, event.id(), product, actor, event.content()));
    ReceivedDao.logged(tx, product, event, logged);
    return new Workflows.Receipt(logged, false);
  }

  /** The subscriber. */
  void on(Event event) {
    String product = event.product();
    if (product == null) {
      return;
    }
    boolean posted = event.type().equals(RECEIVED);
    String type = posted ? event.data().path("type").asText() : event.type();
    JsonNode data = posted ? event.data().path("data") : event.data();
    kernel
        .db()
        .read(h -> TriggerDao.listeners(h, product, type))
        .forEach(
            listener -> {
              if (matches(listener.when(), data)) {
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
      if (timed.paused()) {
        // Its moment stays due: after the pause the next advance finds it.
        continue;
      }
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
    if (PauseDao.find(tx.handle(), product, name).isPresent()) {
      starter.skipped(tx, pipeline.get(), cause, Json.object().put("paused", true));
    } else {
      starter.triggered(tx, pipeline.get(), cause);
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

  @Override
  public void close() {
    scheduler.close();
  }
}
