package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.Backfills;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.WorkflowError;
import dev.loopline.workflow.internal.BackfillRow.State;
import dev.loopline.workflow.internal.SlotDao.Taken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@link Backfills} over the component's tables. All slots are taken when a backfill begins, so
 * that nothing else starts them; their runs begin as others of the backfill end.
 */
final class StoredBackfills implements Backfills {
  private final Kernel kernel;
  private final Starter starter;
  private final RunStore store;
  private final BiFunction<String, String, LooplineException> noPipeline;

  /**
   * @param noPipeline what is said where a product has no pipeline of a name
   */
  StoredBackfills(
      Kernel kernel,
      Starter starter,
      RunStore store,
      BiFunction<String, String, LooplineException> noPipeline) {
    this.kernel = kernel;
    this.starter = starter;
    this.store = store;
    this.noPipeline = noPipeline;
  }

  @Override
  public List<Slot> plan(Asked asked) {
    List<Instant> slots = range(asked).slots();
    Map<Instant, Taken> taken =
        kernel
            .db()
            .read(
                h ->
                    SlotDao.within(
                        h, asked.product(), asked.pipeline(), asked.from(), asked.until()))
            .stream()
            .collect(Collectors.toMap(Taken::slot, Function.identity()));
    return slots.stream()
        .map(slot -> taken.getOrDefault(slot, new Taken(slot, null, null, null)).view())
        .toList();
  }

  private Range range(Asked asked) {
    PipelineSpec spec =
        kernel.db().read(h -> PipelineDao.list(h, asked.product())).stream()
            .map(PipelineRow::spec)
            .filter(s -> s.name().equals(asked.pipeline()))
            .findFirst()
            .orElseThrow(() -> noPipeline.apply(asked.product(), asked.pipeline()));
    Starter.requireParameters(spec, asked.parameters());
    return Range.of(spec, asked, kernel.clock().now());
  }

  @Override
  public View start(Asked asked, String actor) {
    List<Instant> slots = range(asked).slots();
    BackfillRow row =
        new BackfillRow(
            kernel.ids().next("backfill"), asked, State.RUNNING, actor, kernel.clock().now(), null);
    kernel
        .db()
        .change(
            tx -> {
              // Locked as a slot's start does: it has either taken its slot or finds it taken.
              PipelineDao.lock(tx, asked.product(), asked.pipeline(), kernel.db().dialect());
              BackfillDao.insert(tx, row);
              SlotDao.reserve(tx, row, slots);
              if (SlotDao.of(tx.handle(), row.id()).isEmpty()) {
                throw new LooplineException(
                    WorkflowError.BACKFILL_INVALID,
                    "All "
                        + slots.size()
                        + " slots of the range have been run or are about to be. Ask for another"
                        + " range; a dry run lists them.");
              }
              tell(tx, row, "started", actor);
              goOn(tx, row.id());
            });
    return require(row.id());
  }

  /** The subscriber: the end of a run makes room for the next. */
  void on(Event event) {
    if (event.type().matches("workflow\\.run\\.(succeeded|failed|cancelled)")) {
      kernel
          .db()
          .read(h -> SlotDao.backfillOf(h, event.subject()))
          .ifPresent(backfill -> kernel.db().change(tx -> goOn(tx, backfill)));
    }
  }

  /** Starts as many as may be under way, and ends what is done. Idempotent. */
  private void goOn(Tx tx, String id) {
    BackfillRow row = BackfillDao.lock(tx, id, kernel.db().dialect()).orElseThrow();
    if (row.state() != State.RUNNING) {
      return;
    }
    Asked asked = row.asked();
    List<Taken> slots = SlotDao.of(tx.handle(), id);
    long underWay = slots.stream().filter(Taken::isUnderWay).count();
    List<Taken> next =
        slots.stream()
            .filter(Taken::waits)
            .limit(Math.max(0, asked.parallel() - underWay))
            .toList();
    if (next.isEmpty()) {
      if (underWay == 0) {
        end(tx, row, State.ENDED, row.actor());
      }
      return;
    }
    PipelineDao.list(tx.handle(), asked.product()).stream()
        .filter(pipeline -> pipeline.spec().name().equals(asked.pipeline()))
        .findFirst()
        .ifPresentOrElse(
            pipeline -> next.forEach(slot -> run(tx, row, pipeline, slot.slot())),
            // The product has no such pipeline any more: nothing could start the others.
            () -> end(tx, row, State.CANCELLED, WorkflowEvents.ACTOR));
  }

  private void run(Tx tx, BackfillRow row, PipelineRow pipeline, Instant slot) {
    Asked asked = row.asked();
    Starter.Cause cause =
        new Starter.Cause(row.id(), row.actor(), kernel.eventTime().now(tx, asked.product()), slot);
    String run =
        starter.startOnce(
            tx,
            asked.product(),
            pipeline.commit(),
            pipeline.artifact(),
            pipeline.spec(),
            asked.parameters(),
            cause);
    SlotDao.run(tx, asked.product(), asked.pipeline(), slot, run);
  }

  @Override
  public void cancel(String id, String actor) {
    require(id);
    kernel
        .db()
        .change(
            tx -> {
              BackfillRow row = BackfillDao.lock(tx, id, kernel.db().dialect()).orElseThrow();
              if (row.state() == State.RUNNING) {
                SlotDao.of(tx.handle(), id).stream()
                    .filter(Taken::isUnderWay)
                    .map(Taken::run)
                    .forEach(
                        run ->
                            store.apply(tx, String.valueOf(run), new Happening.Cancelled(actor)));
                end(tx, row, State.CANCELLED, actor);
              }
            });
  }

  private void end(Tx tx, BackfillRow row, State state, String actor) {
    SlotDao.release(tx, row.id());
    BackfillDao.end(tx, row.id(), state, kernel.clock().now());
    tell(tx, row, state == State.ENDED ? "ended" : "cancelled", actor);
  }

  private void tell(Tx tx, BackfillRow row, String what, String actor) {
    ObjectNode data =
        Json.object()
            .put("backfill", row.id())
            .put("pipeline", row.asked().pipeline())
            .put("from", row.asked().from().toString())
            .put("until", row.asked().until().toString());
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                "workflow.backfill." + what,
                WorkflowEvents.SOURCE,
                row.id(),
                row.asked().product(),
                actor,
                data));
  }

  @Override
  public View require(String id) {
    return kernel
        .db()
        .read(
            h ->
                BackfillDao.find(h, id)
                    .map(row -> row.view(SlotDao.of(h, id).stream().map(Taken::view).toList())))
        .orElseThrow(
            () ->
                new LooplineException(
                    WorkflowError.BACKFILL_NOT_FOUND, "There is no backfill '" + id + "'."));
  }

  @Override
  public List<View> list(
      String product, @Nullable String pipeline, @Nullable String before, int limit) {
    return kernel.db().read(h -> BackfillDao.page(h, product, pipeline, before, limit)).stream()
        .map(row -> row.view(List.of()))
        .toList();
  }
}
