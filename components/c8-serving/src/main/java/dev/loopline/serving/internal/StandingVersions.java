package dev.loopline.serving.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.registry.spi.Deployments;
import dev.loopline.serving.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@link Deployments} as the endpoints' table tells them. */
public final class StandingVersions implements Deployments {
  @Override
  public List<Endpoint> of(Tx tx, String product, String model) {
    return EndpointDao.list(tx.handle(), product).stream()
        .filter(row -> row.spec().model().equals(model))
        .map(row -> new Endpoint(row.spec().name(), versions(row)))
        .toList();
  }

  private static Map<String, Integer> versions(EndpointRow row) {
    Map<String, Integer> versions = new HashMap<>();
    if (row.champion() != null) {
      versions.put(name(Role.CHAMPION), row.champion().version());
    }
    if (row.challenger() != null) {
      Role role = row.challengerAnswers() ? Role.CHALLENGER : Role.SHADOW;
      versions.put(name(role), row.challenger().version());
    }
    return versions;
  }

  private static String name(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
