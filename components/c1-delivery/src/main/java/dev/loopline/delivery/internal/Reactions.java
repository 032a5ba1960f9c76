package dev.loopline.delivery.internal;

import dev.loopline.delivery.DeliveryView.Kind;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.Registry;
import dev.loopline.serving.Role;
import dev.loopline.serving.Serving;
import dev.loopline.source.Repositories;
import java.util.Objects;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What delivery does about an event: a push is delivered, a promoted version deployed, a challenger
 * put beside the champion and taken away again, a bad promotion undone. Called in order and at
 * least once: a row by the event's id keeps it to one delivery each.
 */
final class Reactions {
  static final String RETRY = "delivery.retry.requested";

  static final String[] TYPES = {
    "source.push",
    "registry.version.promoted",
    "monitoring.challenge.started",
    "monitoring.challenge.decided",
    "monitoring.rollback.requested",
    RETRY,
    "workflow.run.succeeded",
    "workflow.run.failed",
    "workflow.run.cancelled"
  };

  private static final Logger LOG = Logger.getLogger(Reactions.class.getName());
  private static final String BRANCH = "refs/heads/main";
  private static final String ACTOR = "system:delivery";

  private final Kernel kernel;
  private final Repositories repositories;
  private final DeliveryQueue queue;
  private final Registry registry;
  private final Serving serving;

  Reactions(
      Kernel kernel,
      Repositories repositories,
      DeliveryQueue queue,
      Registry registry,
      Serving serving) {
    this.kernel = kernel;
    this.repositories = repositories;
    this.queue = queue;
    this.registry = registry;
    this.serving = serving;
  }

  void on(Event event) {
    switch (event.type()) {
      case "source.push" -> pushed(event);
      case "registry.version.promoted" ->
          promote(
              event,
              event.data().path("model").asText(),
              Integer.parseInt(event.data().path("version").asText()));
      case "monitoring.challenge.started" -> whereItIsThere(event, () -> challenged(event));
      case "monitoring.challenge.decided" -> whereItIsThere(event, () -> decided(event));
      case "monitoring.rollback.requested" ->
          promote(
              event,
              event.data().path("model").asText(),
              Integer.parseInt(event.data().path("champion").asText()));
      case RETRY ->
          queue.startNext(product(event), Kind.valueOf(event.data().path("kind").asText()));
      default -> queue.ended(event);
    }
  }

  private void pushed(Event event) {
    String commit = event.data().path("after").asText();
    if (event.subject().equals(BRANCH) && repositories.find(product(event), commit).isPresent()) {
      queue.add(row(event, Kind.DELIVERY, commit, null, null));
    }
  }

  private void promote(Event event, String model, int number) {
    ModelVersion version = registry.require(product(event), model, number);
    queue.add(row(event, Kind.PROMOTION, version.content().lineage().commit(), model, number));
  }

  private DeliveryRow row(
      Event event, Kind kind, String commit, @Nullable String model, @Nullable Integer version) {
    return new DeliveryRow(
        kernel.ids().next("dlv"),
        product(event),
        kind,
        event.id().value(),
        event.actor(),
        commit,
        model,
        version,
        null,
        "PENDING",
        null,
        kernel.clock().now(),
        null);
  }

  /** An endpoint that is gone meanwhile has no challenger to be put there or taken away. */
  private static void whereItIsThere(Event event, Runnable work) {
    try {
      work.run();
    } catch (LooplineException e) {
      if (e.code().category() != Category.NOT_FOUND) {
        throw e;
      }
      LOG.info(() -> event.type() + " " + event.id() + " has no effect: " + e.getMessage());
    }
  }

  private void challenged(Event event) {
    String model = event.data().path("model").asText();
    int version = Integer.parseInt(event.data().path("challenger").asText());
    serving.deploy(
        product(event), event.data().path("endpoint").asText(), Role.CHALLENGER, version, ACTOR);
    registry.change(
        tx ->
            registry.setAlias(
                tx,
                product(event),
                model,
                Registry.CHALLENGER,
                version,
                ACTOR,
                Json.object().put("challenge", event.subject())));
  }

  private void decided(Event event) {
    String endpoint = event.data().path("endpoint").asText();
    int version = Integer.parseInt(event.data().path("challenger").asText());
    var deployed = serving.require(product(event), endpoint).challenger();
    if (deployed != null && deployed.version() == version) {
      serving.withdrawChallenger(product(event), endpoint, ACTOR);
    }
  }

  private static String product(Event event) {
    return Objects.requireNonNull(event.product());
  }
}
