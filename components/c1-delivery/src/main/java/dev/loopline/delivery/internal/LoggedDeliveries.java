package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.delivery.ArtifactView;
import dev.loopline.delivery.Deliveries;
import dev.loopline.delivery.DeliveryError;
import dev.loopline.delivery.DeliveryView;
import dev.loopline.delivery.DeliveryView.Step;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.EventFilter;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Violation;
import dev.loopline.product.DeclarationCheck;
import dev.loopline.product.DeclarationTarget;
import dev.loopline.registry.Registry;
import dev.loopline.serving.Serving;
import dev.loopline.source.Repositories;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.RunView;
import dev.loopline.workflow.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Deliveries}: rows in the database, steps in the workflow engine. */
public final class LoggedDeliveries implements Deliveries {
  private final Kernel kernel;
  private final Workflows workflows;
  private final Declarations declarations;
  private final Packages packages;
  private final Reactions reactions;

  /** Opens the component and registers its steps with the engine. */
  public LoggedDeliveries(
      Kernel kernel,
      Repositories repositories,
      Workflows workflows,
      Registry registry,
      Serving serving,
      List<DeclarationTarget> targets,
      List<DeclarationCheck> checks) {
    this.kernel = kernel;
    this.workflows = workflows;
    this.declarations = new Declarations(targets, checks);
    this.packages = new Packages(kernel);
    kernel.garbage().register(new DeliveredBlobs(kernel.db()));
    DeliveryQueue queue =
        new DeliveryQueue(kernel, repositories, workflows, registry, declarations);
    this.reactions = new Reactions(kernel, repositories, queue, registry, serving);
    new DeliverySteps(kernel, repositories, declarations, packages)
        .all()
        .forEach(workflows::register);
    new PromotionSteps(kernel, registry, serving, packages).all().forEach(workflows::register);
  }

  @Override
  public void begin() {
    packages.clear();
    kernel.events().subscribe("delivery", EventFilter.types(Reactions.TYPES), reactions::on);
  }

  @Override
  public List<DeliveryView> list(String product, @Nullable String cursor, int limit) {
    return kernel.db().read(h -> DeliveryDao.page(h, product, cursor, limit)).stream()
        .map(this::view)
        .toList();
  }

  @Override
  public DeliveryView require(String product, String id) {
    return kernel
        .db()
        .read(h -> DeliveryDao.find(h, product, id))
        .map(this::view)
        .orElseThrow(() -> noDelivery(product, id));
  }

  @Override
  public DeliveryView retry(String product, String id, String actor) {
    String again = kernel.ids().next("dlv");
    kernel
        .db()
        .change(
            tx -> {
              DeliveryRow row =
                  DeliveryDao.find(tx.handle(), product, id)
                      .orElseThrow(() -> noDelivery(product, id));
              requireFailed(row);
              EventId event =
                  kernel
                      .events()
                      .append(
                          tx,
                          new NewEvent(
                              Reactions.RETRY,
                              "delivery",
                              again,
                              product,
                              actor,
                              Json.object()
                                  .put("delivery", again)
                                  .put("of", id)
                                  .put("kind", row.kind().name())));
              DeliveryDao.insert(tx.handle(), row.again(again, event.value(), actor, now()));
            });
    return require(product, again);
  }

  private Instant now() {
    return kernel.clock().now();
  }

  private static void requireFailed(DeliveryRow row) {
    if (!row.ended() || row.state().equals("SUCCEEDED")) {
      throw new LooplineException(
          DeliveryError.DELIVERY_NOT_FAILED,
          "The delivery "
              + row.id()
              + " is "
              + row.state()
              + "; only one that failed or was cancelled is made again.");
    }
  }

  private static LooplineException noDelivery(String product, String id) {
    return new LooplineException(
        DeliveryError.DELIVERY_NOT_FOUND, "Product " + product + " has no delivery '" + id + "'.");
  }

  private DeliveryView view(DeliveryRow row) {
    List<Step> steps =
        row.run() == null
            ? List.of()
            : workflows
                .find(new RunId(row.run()))
                .map(run -> run.tasks().stream().map(LoggedDeliveries::step).toList())
                .orElse(List.of());
    return new DeliveryView(
        row.id(),
        row.product(),
        row.kind(),
        row.commit(),
        row.model(),
        row.version(),
        row.state(),
        row.startedAt(),
        row.endedAt(),
        row.artifact(),
        row.run(),
        steps);
  }

  private static Step step(RunView.TaskView task) {
    Double seconds =
        task.startedAt() == null || task.endedAt() == null
            ? null
            : (Double) (Duration.between(task.startedAt(), task.endedAt()).toMillis() / 1000.0);
    return new Step(task.id(), task.state(), seconds, task.error());
  }

  @Override
  public List<ArtifactView> artifacts(String product) {
    return kernel.db().read(h -> DeliveryDao.artifacts(h, product));
  }

  @Override
  public List<Violation> validate(Map<String, byte[]> files) {
    return declarations.validate(Optional.empty(), files);
  }

  @Override
  public JsonNode ciSchema() {
    return declarations.ciSchema();
  }
}
