package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.delivery.DeliveryView.Kind;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.Registry;
import dev.loopline.serving.Role;
import dev.loopline.serving.Serving;
import dev.loopline.source.Repositories;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.Workflows;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What delivery does about an event: a push is delivered, a promoted version deployed, a challenger
 * put beside the champion and taken away again, a bad promotion undone. Called in order and at
 * least once: a row by the event's id keeps it to one delivery each, and the row names its run
 * before the run's end is handled, because both are handled here.
 */
final class Reactions {
  static final String[] TYPES = {
    "source.push",
    "registry.version.promoted",
    "monitoring.challenge.started",
    "monitoring.challenge.decided",
    "monitoring.rollback.requested",
    "workflow.run.succeeded",
    "workflow.run.failed",
    "workflow.run.cancelled"
  };

  private static final String BRANCH = "refs/heads/main";
  private static final String ACTOR = "system:delivery";
  private static final Duration LONGEST_TEST = Duration.ofMinutes(30);

  private final Kernel kernel;
  private final Repositories repositories;
  private final Workflows workflows;
  private final Registry registry;
  private final Serving serving;

  Reactions(
      Kernel kernel,
      Repositories repositories,
      Workflows workflows,
      Registry registry,
      Serving serving) {
    this.kernel = kernel;
    this.repositories = repositories;
    this.workflows = workflows;
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
      case "monitoring.challenge.started" -> challenged(event);
      case "monitoring.challenge.decided" -> decided(event);
      case "monitoring.rollback.requested" ->
          promote(
              event,
              event.data().path("model").asText(),
              Integer.parseInt(event.data().path("champion").asText()));
      default -> ended(event);
    }
  }

  private void pushed(Event event) {
    String commit = event.data().path("after").asText();
    if (!event.subject().equals(BRANCH) || repositories.find(product(event), commit).isEmpty()) {
      return;
    }
    DeliveryRow row = row(event, Kind.DELIVERY, commit, null, null);
    start(
        row,
        tx ->
            workflows.startOnce(
                tx,
                row.product(),
                commit,
                null,
                Graphs.delivery(LONGEST_TEST),
                Map.of(),
                event.id().value(),
                event.actor()));
  }

  private void promote(Event event, String model, int number) {
    ModelVersion version = registry.require(product(event), model, number);
    String build = version.content().lineage().build();
    DeliveryRow row =
        row(event, Kind.PROMOTION, version.content().lineage().commit(), model, number);
    start(
        row,
        tx ->
            workflows.startOnce(
                tx,
                row.product(),
                row.commit(),
                build.isEmpty() ? null : Digest.parse(build),
                Graphs.promotion(model, number),
                Map.of(),
                event.id().value(),
                event.actor()));
  }

  private DeliveryRow row(
      Event event, Kind kind, String commit, @Nullable String model, @Nullable Integer version) {
    return new DeliveryRow(
        kernel.ids().next("dlv"),
        product(event),
        kind,
        event.id().value(),
        commit,
        model,
        version,
        null,
        "PENDING",
        null,
        kernel.clock().now(),
        null);
  }

  /** One transaction: a crash leaves neither a run without its row nor a row without its run. */
  private void start(DeliveryRow row, Function<Tx, RunId> run) {
    kernel
        .db()
        .change(
            tx -> {
              if (DeliveryDao.insert(tx.handle(), row)) {
                tell(tx, row, "started", Json.object());
                DeliveryDao.started(tx.handle(), row.id(), run.apply(tx).value());
              }
            });
  }

  private void ended(Event event) {
    kernel
        .db()
        .change(
            tx ->
                DeliveryDao.ofRun(tx.handle(), event.subject())
                    .ifPresent(
                        row -> {
                          String what = event.type().substring("workflow.run.".length());
                          String state = what.toUpperCase(java.util.Locale.ROOT);
                          if (DeliveryDao.ended(
                              tx.handle(), row.id(), state, kernel.clock().now())) {
                            tell(tx, row, what.equals("succeeded") ? what : "failed", event.data());
                          }
                        }));
  }

  private void tell(Tx tx, DeliveryRow row, String what, JsonNode run) {
    String type = (row.kind() == Kind.DELIVERY ? "delivery.run." : "delivery.promotion.") + what;
    var data = Json.object().put("delivery", row.id()).put("commit", row.commit());
    if (row.model() != null) {
      data.put("model", row.model()).put("version", String.valueOf(row.version()));
    }
    if (run.path("seconds").isNumber()) {
      data.set("seconds", run.get("seconds"));
    }
    kernel
        .events()
        .append(tx, new NewEvent(type, "delivery", row.id(), row.product(), ACTOR, data));
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
    return java.util.Objects.requireNonNull(event.product());
  }
}
