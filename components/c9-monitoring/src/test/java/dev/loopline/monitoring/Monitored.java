package dev.loopline.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.monitoring.assembly.MonitoringFactory;
import dev.loopline.product.Products;
import dev.loopline.product.assembly.ProductFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A product with a monitor of one endpoint, its bookings and its event time. */
abstract class Monitored {
  static final Instant START = Instant.parse("2016-07-01T00:00:00Z");
  static final String YAML =
      """
      monitors:
        - name: cancellation
          endpoint: e
          model: hotel.m
          ripeness: {afterDays: 1}
          drift: {minSample: 100}
          accuracy: {minLabels: 100}
          challenge: {minLabels: 100}
      """;

  @TempDir Path folder;

  final Endpoint endpoint = new Endpoint();
  @Nullable Products products;

  Monitoring open(Kernel kernel) {
    return open(kernel, YAML);
  }

  Monitoring open(Kernel kernel, String yaml) {
    products = ProductFactory.open(kernel);
    if (products.find("hotel").isEmpty()) {
      products.create("hotel", "tester");
    }
    Monitoring monitoring =
        MonitoringFactory.open(
            kernel,
            MonitoringFactory.labels(kernel),
            products,
            endpoint,
            endpoint,
            (run, task) -> Json.object());
    monitoring.monitors().apply("hotel", "c1", List.of(Yaml.parse("monitoring.yaml", yaml)));
    return monitoring;
  }

  /** Version 1 knows nothing of the outcome, version 2 all; both inputs lie as in training. */
  void bookings(Monitoring monitoring, int count, Instant time) {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = "b" + endpoint.log.size();
      float x = (i * 7919 % count) / (float) count;
      float y = i / (float) count;
      endpoint.predict(key, time, x, y);
      labels.add(new Label(key, i >= count / 2, time.plusSeconds(3600)));
    }
    monitoring.labels().record("hotel", labels);
  }

  static void advance(Kernel kernel, Instant to) throws InterruptedException {
    kernel
        .db()
        .change(
            tx -> {
              kernel.eventTime().advance(tx, "hotel", to);
              kernel
                  .events()
                  .append(tx, "time.advanced", "server", "hotel", "hotel", Map.of("at", to));
            });
    assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
  }

  static List<String> types(Kernel kernel, String prefix) throws InterruptedException {
    assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
    return kernel.events().page(new EventQuery("hotel", null, prefix, null, 100, false)).stream()
        .map(e -> e.type())
        .toList();
  }
}
