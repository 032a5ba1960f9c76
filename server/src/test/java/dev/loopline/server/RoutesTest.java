package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {
  @Test
  void everyMethodOnEveryPathHasOneOwner(@TempDir Path folder) {
    Kernel kernel =
        Engine.SQLITE.kernel(
            folder,
            SettableClock.at("2026-01-01T00:00:00Z"),
            Platform.COMPONENTS.toArray(String[]::new));
    Set<String> used = new HashSet<>();
    try (Platform platform = Platform.open(kernel)) {
      Set<String> seen = new HashSet<>();
      for (Route route : platform.routes()) {
        String shape = route.method() + " " + route.path().replaceAll("\\{[^}]+}", "{}");
        assertThat(seen.add(shape)).as(shape).isTrue();
        Map.Entry<String, String> owner = RouteOwners.of(route.path()).orElseThrow();
        assertThat(route.tag()).as(shape + ": see RouteOwners").isEqualTo(owner.getValue());
        used.add(owner.getKey());
      }
    }
    assertThat(used).as("no entry is left over").isEqualTo(RouteOwners.OWNERS.keySet());
  }
}
