package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.delivery.DeliveryView.Kind;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Registry;
import dev.loopline.source.Repositories;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.RunView;
import dev.loopline.workflow.Workflows;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries of a product take turns, and so do its promotions: in the order of their events, so
 * that what was pushed last is registered last. Called from the subscriber's thread alone; each
 * step is one transaction, and repeating it changes nothing.
 */
final class DeliveryQueue {
  private static final String ACTOR = "system:delivery";

  private final Kernel kernel;
  private final Repositories repositories;
  private final Workflows workflows;
  private final Registry registry;
  private final Declarations declarations;

  DeliveryQueue(
      Kernel kernel,
      Repositories repositories,
      Workflows workflows,
      Registry registry,
      Declarations declarations) {
    this.kernel = kernel;
    this.repositories = repositories;
    this.workflows = workflows;
    this.registry = registry;
    this.declarations = declarations;
  }

  /** Adds a delivery, once for its event, and starts it where none is under way. */
  void add(DeliveryRow row) {
    kernel.db().change(tx -> DeliveryDao.insert(tx.handle(), row));
    startNext(row.product(), row.kind());
  }

  /** What a run's end means for its delivery, and for the next one. */
  void ended(Event run) {
    kernel
        .db()
        .read(h -> DeliveryDao.ofRun(h, run.subject()))
        .ifPresent(
            row -> {
              end(row, run.type().substring("workflow.run.".length()), run.data());
              startNext(row.product(), row.kind());
            });
  }

  /** Starts the one that has waited longest, unless one is under way. */
  void startNext(String product, Kind kind) {
    if (isUnderWay(product, kind)) {
      return;
    }
    Optional<DeliveryRow> next =
        kernel.db().read(h -> DeliveryDao.first(h, product, kind, "PENDING"));
    if (next.isEmpty()) {
      return;
    }
    DeliveryRow row = next.get();
    try {
      // Read from git and the registry before the transaction, which holds up all writers.
      Plan plan = plan(row);
      kernel.db().change(tx -> start(tx, row, plan));
    } catch (LooplineException e) {
      if (e.code().category() != Category.NOT_FOUND) {
        throw e;
      }
      end(row, "failed", Json.object().put("error", e.getMessage()));
      startNext(product, kind);
    }
  }

  /** A run whose end was never heard of must not hold up all that follow. */
  private boolean isUnderWay(String product, Kind kind) {
    Optional<DeliveryRow> running =
        kernel.db().read(h -> DeliveryDao.first(h, product, kind, "RUNNING"));
    if (running.isEmpty()) {
      return false;
    }
    RunView run =
        workflows.find(new RunId(Objects.requireNonNull(running.get().run()))).orElse(null);
    if (run == null || !run.ended()) {
      return run != null;
    }
    end(running.get(), run.state().toLowerCase(Locale.ROOT), Json.object());
    return false;
  }

  private record Plan(PipelineSpec graph, @Nullable Digest build) {}

  private Plan plan(DeliveryRow row) {
    if (row.kind() == Kind.DELIVERY) {
      return new Plan(Graphs.delivery(ci(row).timeout()), null);
    }
    String model = Objects.requireNonNull(row.model());
    int version = Objects.requireNonNull(row.version());
    String build = registry.require(row.product(), model, version).content().lineage().build();
    return new Plan(Graphs.promotion(model, version), build.isEmpty() ? null : Digest.parse(build));
  }

  private CiFile ci(DeliveryRow row) {
    try {
      byte[] bytes =
          repositories.read(
              row.product(), row.commit(), SafePath.of("ci.yaml"), Declarations.LARGEST_FILE);
      return declarations.ci(Map.of("ci.yaml", bytes));
    } catch (LooplineException e) {
      // There is none, or it does not fit, which the validation says.
      return CiFile.NONE;
    }
  }

  private void start(Tx tx, DeliveryRow row, Plan plan) {
    RunId run =
        workflows.startOnce(
            tx,
            row.product(),
            row.commit(),
            plan.build(),
            plan.graph(),
            Map.of(),
            row.eventId(),
            row.actor());
    if (!DeliveryDao.started(tx.handle(), row.id(), run.value(), kernel.clock().now())) {
      throw new IllegalStateException(row.id() + " was started by another");
    }
    tell(tx, row, "started", Json.object());
  }

  private void end(DeliveryRow row, String what, JsonNode facts) {
    kernel
        .db()
        .change(
            tx -> {
              String state = what.toUpperCase(Locale.ROOT);
              if (DeliveryDao.ended(tx.handle(), row.id(), state, kernel.clock().now())) {
                tell(tx, row, what.equals("succeeded") ? what : "failed", facts);
              }
            });
  }

  private void tell(Tx tx, DeliveryRow row, String what, JsonNode facts) {
    String type = (row.kind() == Kind.DELIVERY ? "delivery.run." : "delivery.promotion.") + what;
    ObjectNode data = Json.object().put("delivery", row.id()).put("commit", row.commit());
    if (row.model() != null) {
      data.put("model", row.model()).put("version", String.valueOf(row.version()));
    }
    if (facts.path("seconds").isNumber()) {
      data.set("seconds", facts.get("seconds"));
    }
    if (facts.path("error").isTextual()) {
      data.set("error", facts.get("error"));
    }
    kernel
        .events()
        .append(tx, new NewEvent(type, "delivery", row.id(), row.product(), ACTOR, data));
  }
}
