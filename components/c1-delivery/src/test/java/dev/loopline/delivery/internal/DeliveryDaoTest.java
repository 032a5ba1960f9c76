package dev.loopline.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.delivery.DeliveryView.Kind;
import dev.loopline.delivery.assembly.DeliveryFactory;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.testkit.Asked;
import dev.loopline.testkit.Engine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryDaoTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void anEventSetsOffOneDeliveryAndTheOldestWaitingIsFirst(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "delivery")) {
      kernel
          .db()
          .change(
              tx -> {
                assertThat(DeliveryDao.insert(tx.handle(), row("d1", "e1"))).isTrue();
                assertThat(DeliveryDao.insert(tx.handle(), row("d2", "e1"))).isFalse();
                assertThat(DeliveryDao.insert(tx.handle(), row("d3", "e3"))).isTrue();
                assertThat(DeliveryDao.started(tx.handle(), "d1", "r1", NOW)).isTrue();
                assertThat(DeliveryDao.started(tx.handle(), "d1", "r2", NOW)).isFalse();
                assertThat(DeliveryDao.ended(tx.handle(), "d1", "FAILED", NOW)).isTrue();
                assertThat(DeliveryDao.ended(tx.handle(), "d1", "SUCCEEDED", NOW)).isFalse();
              });

      Optional<DeliveryRow> waiting =
          kernel.db().read(h -> DeliveryDao.first(h, "hotel", Kind.DELIVERY, "PENDING"));
      assertThat(waiting.orElseThrow().id()).isEqualTo("d3");
      Optional<DeliveryRow> promotion =
          kernel.db().read(h -> DeliveryDao.first(h, "hotel", Kind.PROMOTION, "PENDING"));
      assertThat(promotion).isEmpty();
      Optional<DeliveryRow> ended = kernel.db().read(h -> DeliveryDao.ofRun(h, "r1"));
      assertThat(ended.orElseThrow().ended()).isTrue();
      List<DeliveryRow> older = kernel.db().read(h -> DeliveryDao.page(h, "hotel", "d3", 10));
      assertThat(older).extracting(DeliveryRow::id).containsExactly("d1");
      SearchSource search = DeliveryFactory.search(kernel);
      Asked deliveries = new Asked(search.kind(), search::page);
      assertThat(deliveries.rows("kind = 'DELIVERY'", "id, state, run_id, duration"))
          .containsExactly("d3 PENDING - -", "d1 FAILED r1 0");
      assertThat(deliveries.hrefs("run_id is not null"))
          .containsExactly("/products/hotel/deliveries/d1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void versionsCountFromOneAndNoTwoAreTheSame(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "delivery")) {
      Set<Integer> versions = new ConcurrentSkipListSet<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 20; i++) {
          threads.submit(
              () ->
                  versions.add(
                      kernel.db().write(tx -> DeliveryDao.nextVersion(tx.handle(), "hotel"))));
        }
      }
      assertThat(versions).hasSize(20).contains(1, 20);

      var registered = new DeliveryDao.Registered("c1", "sha256:1");
      Optional<DeliveryDao.Registered> before =
          kernel.db().read(h -> DeliveryDao.registered(h, "hotel"));
      assertThat(before).isEmpty();
      kernel.db().change(tx -> DeliveryDao.register(tx.handle(), "hotel", registered));
      Optional<DeliveryDao.Registered> after =
          kernel.db().read(h -> DeliveryDao.registered(h, "hotel"));
      assertThat(after).contains(registered);
    }
  }

  private static DeliveryRow row(String id, String event) {
    return new DeliveryRow(
        id,
        "hotel",
        Kind.DELIVERY,
        event,
        "ana",
        "c",
        null,
        null,
        null,
        "PENDING",
        null,
        NOW,
        null);
  }
}
