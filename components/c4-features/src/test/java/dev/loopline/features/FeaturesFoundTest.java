package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.testkit.Asked;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeaturesFoundTest {
  private static final String SECOND =
      """
        - name: price
          source: bookings
          sql: select booking_id, booked_at, adr from bookings
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void featuresAreThoseOfTheNewestDeclarationsEachSinceItsViewHasItsForm(Engine engine) {
    SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    try (Kernel kernel = engine.kernel(folder, clock, "features");
        FeatureStore store = FeatureStoreFactory.open(kernel, new Hotel.Labels())) {
      Hotel.apply(store);
      clock.advance(Duration.ofDays(1));
      Hotel.apply(store, "c2", Hotel.YAML + SECOND);
      SearchSource search = FeatureStoreFactory.search(kernel);
      Asked features = new Asked(search.kind(), search::page);

      assertThat(features.rows("", "view, name, type, commit, declared_at"))
          .containsExactly(
              "booking children number c1 2026-01-01T00:00:00Z",
              "booking group string c1 2026-01-01T00:00:00Z",
              "booking hotel string c1 2026-01-01T00:00:00Z",
              "booking lead_time number c1 2026-01-01T00:00:00Z",
              "booking log_lead number c1 2026-01-01T00:00:00Z",
              "booking pace number c1 2026-01-01T00:00:00Z",
              "price adr number c2 2026-01-02T00:00:00Z");
      assertThat(features.rows("name like '%lead%' and type = 'number'", "name"))
          .containsExactly("lead_time", "log_lead");
      assertThat(features.hrefs("declared_at > '2026-01-01'"))
          .containsExactly("/products/hotel/views/price");

      Hotel.apply(store, "c3", Hotel.YAML.replace("adr / nullif(lead_time, 0) as pace", "adr"));
      assertThat(features.rows("name in ('pace', 'adr')", "view, name, commit"))
          .containsExactly("booking adr c3");
    }
  }
}
