package dev.loopline.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.registry.Registry;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.serving.assembly.ServingFactory;
import dev.loopline.testkit.Asked;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentsFoundTest {
  @TempDir Path folder;

  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");

  private void day(Kernel kernel, int day) {
    clock.advance(Duration.ofMinutes(1));
    Instant event = Instant.parse("2016-08-0" + day + "T00:00:00Z");
    kernel.db().change(tx -> kernel.eventTime().advance(tx, "hotel", event));
  }

  @ParameterizedTest
  @EnumSource
  void aDeploymentIsFromWhenAVersionWasPutAtAnEndpointUntilItWent(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, clock, "registry", "serving")) {
      Registry registry = RegistryFactory.open(kernel);
      try (Serving serving = ServingTest.open(kernel, registry)) {
        int rising = ServingTest.register(kernel, registry, "rising.onnx");
        int falling = ServingTest.register(kernel, registry, "falling.onnx");
        day(kernel, 1);
        serving.deploy("hotel", "cancellation", Role.CHAMPION, rising, "ana");
        serving.deploy("hotel", "cancellation", Role.CHAMPION, rising, "ana");
        day(kernel, 2);
        serving.deploy("hotel", "cancellation", Role.SHADOW, falling, "ana");
        day(kernel, 3);
        serving.deploy("hotel", "cancellation", Role.CHALLENGER, falling, "ben");
        day(kernel, 4);
        serving.deploy("hotel", "cancellation", Role.CHAMPION, falling, "ben");
        serving.withdrawChallenger("hotel", "cancellation", "ben");
        SearchSource search = ServingFactory.deployments(kernel);
        Asked deployments = new Asked(search.kind(), search::page);

        assertThat(deployments.rows("", "version, role, state, duration, event_since, actor", "id"))
            .containsExactly(
                "1 CHAMPION ENDED 180000 2016-08-01T00:00:00Z ana",
                "2 SHADOW ENDED 60000 2016-08-02T00:00:00Z ana",
                "2 CHALLENGER ENDED 60000 2016-08-03T00:00:00Z ben",
                "2 CHAMPION DEPLOYED - 2016-08-04T00:00:00Z ben");
        assertThat(
                deployments.rows(
                    "event_since <= '2016-08-02' and (event_until > '2016-08-02'"
                        + " or event_until is null)",
                    "version, role",
                    "id"))
            .containsExactly("1 CHAMPION", "2 SHADOW");
        assertThat(deployments.hrefs("end_time is null"))
            .containsExactly("/products/hotel/endpoints/cancellation");

        String none = "endpoints: [{name: other, model: hotel.x, view: booking}]";
        serving.apply("hotel", "c2", List.of(Yaml.parse("serving.yaml", none)), "ana");
        assertThat(deployments.rows("end_time is null", "id")).isEmpty();
      }
    }
  }
}
