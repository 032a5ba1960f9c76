package dev.loopline.serving.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Registry;
import dev.loopline.serving.EndpointSpec;
import dev.loopline.serving.EndpointView.Deployed;
import dev.loopline.serving.Role;
import dev.loopline.serving.ServingError;
import dev.loopline.serving.internal.DeploymentDao.Moment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Endpoints in the database, with a copy in memory that every change drops. */
final class Endpoints {
  private final Kernel kernel;
  private final Registry registry;
  private final Map<String, EndpointRow> cached = new ConcurrentHashMap<>();

  Endpoints(Kernel kernel, Registry registry) {
    this.kernel = kernel;
    this.registry = registry;
  }

  EndpointRow require(String product, String endpoint) {
    return cached.computeIfAbsent(
        product + "/" + endpoint,
        k ->
            kernel
                .db()
                .read(h -> EndpointDao.find(h, product, endpoint))
                .orElseThrow(
                    () ->
                        new LooplineException(
                            ServingError.ENDPOINT_NOT_FOUND,
                            "Product "
                                + product
                                + " has no endpoint '"
                                + endpoint
                                + "'; declare it in serving.yaml and push.")));
  }

  List<EndpointRow> list(String product) {
    return kernel.db().read(h -> EndpointDao.list(h, product));
  }

  List<EndpointRow> all() {
    return kernel.db().read(EndpointDao::all);
  }

  /**
   * Makes these the product's endpoints and takes all others back. One that is new, or answers for
   * another model now, starts with that model's champion: a version number says nothing of another
   * model.
   *
   * @param champions of models by name, where they have one
   */
  void declare(
      String product,
      String commit,
      List<EndpointSpec> specs,
      Map<String, Integer> champions,
      String actor) {
    kernel
        .db()
        .change(
            tx -> {
              Map<String, EndpointRow> before = new HashMap<>();
              EndpointDao.list(tx.handle(), product)
                  .forEach(row -> before.put(row.spec().name(), row));
              for (EndpointSpec spec : specs) {
                EndpointDao.save(tx.handle(), product, commit, spec);
                tell(tx, product, spec.name(), "applied", actor, Map.of("commit", commit));
                EndpointRow was = before.remove(spec.name());
                if (was == null || !was.spec().model().equals(spec.model())) {
                  begin(tx, was, champions.get(spec.model()), product, spec.name(), actor);
                }
              }
              before.values().forEach(gone -> remove(tx, gone, commit, actor));
            });
  }

  private void begin(
      Tx tx,
      @Nullable EndpointRow was,
      @Nullable Integer champion,
      String product,
      String name,
      String actor) {
    if (was != null) {
      clear(tx, was, Role.CHAMPION, was.champion(), actor);
      clear(tx, was, Role.CHALLENGER, was.challenger(), actor);
    }
    if (champion != null) {
      EndpointRow fresh = EndpointDao.find(tx.handle(), product, name).orElseThrow();
      deploy(tx, fresh, Role.CHAMPION, champion, actor);
    }
  }

  private void clear(Tx tx, EndpointRow row, Role role, @Nullable Deployed deployed, String actor) {
    if (deployed != null) {
      deploy(tx, row, role, null, actor);
    }
  }

  private void remove(Tx tx, EndpointRow row, String commit, String actor) {
    Moment now = now(tx, row.product());
    EndpointDao.remove(tx.handle(), row.number(), now.wall());
    DeploymentDao.endAll(tx, row.number(), now);
    tell(tx, row.product(), row.spec().name(), "removed", actor, Map.of("commit", commit));
  }

  /** No version withdraws the one that has the role. */
  void deploy(EndpointRow row, Role role, @Nullable Integer version, String actor) {
    kernel.db().change(tx -> deploy(tx, row, role, version, actor));
  }

  private void deploy(Tx tx, EndpointRow row, Role role, @Nullable Integer version, String actor) {
    if (version != null) {
      // Between the look at the version and this write, somebody may delete it.
      registry.hold(tx, row.product(), row.spec().model(), version);
    }
    Moment now = now(tx, row.product());
    EndpointDao.deploy(tx.handle(), row.number(), role, version, now.event());
    DeploymentDao.end(tx, row.number(), role, now);
    if (version != null) {
      DeploymentDao.begin(tx, row, role, version, actor, now);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("role", role);
    facts.put("model", row.spec().model());
    if (version != null) {
      facts.put("version", String.valueOf(version));
    }
    String what = version == null ? "withdrawn" : "deployed";
    tell(tx, row.product(), row.spec().name(), what, actor, facts);
  }

  private Moment now(Tx tx, String product) {
    return new Moment(kernel.clock().now(), kernel.eventTime().now(tx, product));
  }

  private void tell(
      Tx tx, String product, String name, String what, String actor, Map<String, Object> facts) {
    Map<String, Object> data = new LinkedHashMap<>(Map.of("endpoint", name));
    data.putAll(facts);
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                "serving.endpoint." + what, "serving", name, product, actor, Json.tree(data)));
    tx.afterCommit(() -> cached.remove(product + "/" + name));
  }
}
