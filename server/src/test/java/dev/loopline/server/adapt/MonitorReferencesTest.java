package dev.loopline.server.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.json.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonitorReferencesTest {
  private static final String SERVING =
      "endpoints: [{name: cancellation, model: hotel.m, view: booking}]";
  private static final String FEATURES =
      "views: [{name: booking, sql: 'select id, at, lead_time + nights as stay from bookings'}]";

  private static List<String> check(String monitor) {
    return MonitorReferences.check(
            List.of(
                Yaml.parse("features/bookings.yaml", FEATURES),
                Yaml.parse("monitoring.yaml", "monitors:\n  - " + monitor),
                Yaml.parse("serving.yaml", SERVING)))
        .stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void aMonitorNamesWhatThereIs() {
    assertThat(check("{endpoint: cancellation, model: hotel.m, ripeness: {feature: stay}}"))
        .isEmpty();
    assertThat(check("{endpoint: cancelation, model: hotel.m}"))
        .containsExactly(
            "monitoring.yaml:2: serving.yaml declares no endpoint 'cancelation'; did you mean"
                + " 'cancellation'?");
    assertThat(check("{endpoint: cancellation, model: hotel.n}"))
        .containsExactly(
            "monitoring.yaml:2: endpoint 'cancellation' answers for hotel.m; write that");
    assertThat(check("{endpoint: cancellation, model: hotel.m, ripeness: {feature: tay}}"))
        .containsExactly(
            "monitoring.yaml:2: view 'booking' computes no 'tay'; name one of its numeric"
                + " features");
  }
}
