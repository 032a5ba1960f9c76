package dev.loopline.monitoring.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventId;
import dev.loopline.monitoring.LoopStory;
import dev.loopline.monitoring.LoopStory.State;
import dev.loopline.product.ProductView;
import dev.loopline.product.Products;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tallies the log's events and tells the 28 steps from the tallies. */
public final class StoryOfEvents implements LoopStory {
  /** Told of a time.advanced event after which predictions had been read. */
  static final String PREDICTIONS = "time.advanced:predictions";

  /** Told of a time.advanced event at which at least one monitor was evaluated. */
  static final String EVALUATED = "time.advanced:evaluated";

  private static final String DEPLOYED = "delivery.promotion.succeeded";

  private final Kernel kernel;
  private final Database db;
  private final Products products;
  private final RunningChallenges challenges;
  private final TaskEvidence evidence;

  StoryOfEvents(
      Kernel kernel, Products products, RunningChallenges challenges, TaskEvidence evidence) {
    this.kernel = kernel;
    this.db = kernel.db();
    this.products = products;
    this.challenges = challenges;
    this.evidence = evidence;
  }

  @Override
  public Loop of(String product) {
    Map<String, StepDao.Tally> tallies = db.read(h -> StepDao.of(h, product));
    List<Step> steps = Steps.ALL.stream().map(rule -> step(rule, tallies)).toList();
    return new Loop(product, steps, challenges.list(product));
  }

  /** Counts an event under its type, and under its step type where it tells of a task. */
  void tell(Event event) {
    String product = event.product();
    if (product == null) {
      return;
    }
    if (event.type().equals("product.declared")) {
      declared(event, product);
    }
    String named = event.data().path("task").asText("");
    String uses = event.data().path("uses").asText(named);
    String type = uses.isEmpty() ? event.type() : event.type() + ":" + uses;
    count(event, product, type);
    if (event.type().startsWith("workflow.task.") && Steps.TRAINING.contains(uses)) {
      task(event, product, type);
    } else if (event.type().startsWith("monitoring.challenge.") && isRetraining(event)) {
      count(event, product, event.type() + ":" + Steps.RETRAINING);
    }
  }

  /**
   * A training before anything was deployed is the experiment of stage C, one after it the
   * automated retraining of stage D.
   */
  private void task(Event event, String product, String type) {
    StepDao.Tally deployed = db.read(h -> StepDao.of(h, product)).get(DEPLOYED);
    String stage = deployed == null ? Steps.EXPERIMENT : Steps.RETRAINING;
    count(event, product, type + ":" + stage);
    if (event.type().endsWith(".succeeded")) {
      evidence
          .parts(event)
          .forEach(
              (part, seconds) ->
                  count(
                      event,
                      product,
                      stage + ":" + part,
                      seconds.isPresent() ? (Double) seconds.getAsDouble() : null));
    }
  }

  /** Of a challenger that feedback or a schedule had trained, beside a champion. */
  private boolean isRetraining(Event event) {
    if (event.data().path("champion").asText().isEmpty()) {
      return false;
    }
    return kernel
        .events()
        .find(new EventId(event.data().path("trigger").asText()))
        .map(Event::type)
        .filter(type -> type.startsWith("monitoring.") || type.equals("time.advanced"))
        .isPresent();
  }

  /** A declaration shows the steps of stage A that it really has an answer to, and no others. */
  private void declared(Event event, String product) {
    products
        .find(product)
        .map(ProductView::spec)
        .ifPresent(
            spec -> {
              if (!spec.goal().isBlank() && spec.kpi() != null) {
                count(event, product, "product.declared:goal");
              }
              if (spec.architecture() != null && !spec.architecture().isEmpty()) {
                count(event, product, "product.declared:architecture");
              }
              if (spec.problem() != null && spec.problem().target() != null) {
                count(event, product, "product.declared:problem");
              }
              if (spec.data() != null && spec.data().label() != null) {
                count(event, product, "product.declared:data");
              }
            });
  }

  /** Counts what an advance of event time showed. */
  void advanced(Event event, String product, boolean anyPredictions, boolean evaluated) {
    if (anyPredictions) {
      count(event, product, PREDICTIONS);
    }
    if (evaluated) {
      count(event, product, EVALUATED);
    }
  }

  private void count(Event event, String product, String type) {
    JsonNode seconds = event.data().path("seconds");
    count(event, product, type, seconds.isNumber() ? (Double) seconds.asDouble() : null);
  }

  private void count(Event event, String product, String type, @Nullable Double known) {
    db.change(
        tx ->
            StepDao.count(tx.handle(), product, type, event.position(), event.id().value(), known));
  }

  static Step step(Steps.Rule rule, Map<String, StepDao.Tally> tallies) {
    Optional<StepDao.Tally> done = latest(rule.done(), tallies);
    Optional<StepDao.Tally> running = latest(rule.running(), tallies);
    Optional<StepDao.Tally> failed = latest(rule.failed(), tallies);
    long count =
        rule.done().stream()
            .map(tallies::get)
            .filter(java.util.Objects::nonNull)
            .mapToLong(StepDao.Tally::count)
            .sum();
    StepDao.Tally last =
        java.util.stream.Stream.of(done, running, failed)
            .flatMap(Optional::stream)
            .max(Comparator.comparingLong(StepDao.Tally::position))
            .orElse(null);
    return new Step(
        rule.number(),
        rule.name(),
        rule.zone(),
        rule.component(),
        state(last, running.orElse(null), failed.orElse(null)),
        last == null ? null : last.seconds(),
        last == null ? null : "/api/v1/events/" + last.event(),
        count,
        last == null ? null : last.event());
  }

  private static State state(
      StepDao.@Nullable Tally last,
      StepDao.@Nullable Tally running,
      StepDao.@Nullable Tally failed) {
    if (last == null) {
      return State.MISSING;
    }
    if (last == failed) {
      return State.FAILED;
    }
    return last == running ? State.RUNNING : State.DONE;
  }

  private static Optional<StepDao.Tally> latest(
      List<String> types, Map<String, StepDao.Tally> tallies) {
    return types.stream()
        .map(tallies::get)
        .filter(java.util.Objects::nonNull)
        .max(Comparator.comparingLong(StepDao.Tally::position));
  }
}
