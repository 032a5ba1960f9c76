package dev.loopline.serving.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.serving.EndpointSpec;
import dev.loopline.serving.Role;
import dev.loopline.serving.ServingError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Endpoints in the database, with a copy in memory that every change drops. */
final class Endpoints {
  private final Kernel kernel;
  private final Map<String, EndpointRow> cached = new ConcurrentHashMap<>();

  Endpoints(Kernel kernel) {
    this.kernel = kernel;
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

  void save(String product, String commit, List<EndpointSpec> specs, String actor) {
    kernel
        .db()
        .change(
            tx -> {
              for (EndpointSpec spec : specs) {
                EndpointDao.save(tx.handle(), product, commit, spec);
                Map<String, Object> facts = Map.of("endpoint", spec.name(), "commit", commit);
                tell(tx, product, spec.name(), "applied", actor, facts);
              }
            });
  }

  void deploy(EndpointRow row, Role role, @Nullable Integer version, String actor) {
    String name = row.spec().name();
    kernel
        .db()
        .change(
            tx -> {
              EndpointDao.deploy(
                  tx.handle(),
                  row.number(),
                  role,
                  version,
                  kernel.eventTime().now(tx, row.product()));
              Map<String, Object> facts =
                  version == null
                      ? Map.of("endpoint", name, "role", role)
                      : Map.of(
                          "endpoint",
                          name,
                          "role",
                          role,
                          "model",
                          row.spec().model(),
                          "version",
                          String.valueOf(version));
              tell(
                  tx,
                  row.product(),
                  name,
                  version == null ? "withdrawn" : "deployed",
                  actor,
                  facts);
            });
  }

  private void tell(
      Tx tx, String product, String name, String what, String actor, Map<String, Object> facts) {
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                "serving.endpoint." + what, "serving", name, product, actor, Json.tree(facts)));
    tx.afterCommit(() -> cached.remove(product + "/" + name));
  }
}
