package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.features.spi.LabelSource;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Figures on bookings-like rows of 30 columns; prints them. Run it with LOOPLINE_SPEED=1. */
@EnabledIfEnvironmentVariable(named = "LOOPLINE_SPEED", matches = ".+")
class FeatureSpeedTest {
  private static final int ROWS = 60_000;
  private static final int PUSH = 300;
  private static final Instant START = Instant.parse("2015-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void figures() {
    try (Kernel kernel = Engine.SQLITE.kernel(folder, "features");
        FeatureStore store = FeatureStoreFactory.open(kernel, labels())) {
      Hotel.apply(store, "c1", yaml());
      SplittableRandom random = new SplittableRandom(1);
      List<Double> pushes = new ArrayList<>();
      // Of the pushing thread: it does all but SQLite's part, and other load does not count.
      List<Double> cpus = new ArrayList<>();
      for (int i = 0; i < ROWS / PUSH; i++) {
        List<JsonNode> rows = new ArrayList<>();
        for (int j = 0; j < PUSH; j++) {
          rows.add(row(i * PUSH + j, random));
        }
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        pushes.add(millis(() -> store.push("hotel", "bookings", rows, "ana")));
        cpus.add((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6);
        if (i == 100) {
          say(
              "first materialize (30,300 rows)",
              millis(() -> store.materialize("hotel", "booking")));
        }
      }
      say("push of 300 rows", pushes);
      say("push of 300 rows, CPU", cpus);
      say("push of 300 rows, CPU once warm", cpus.subList(100, cpus.size()));
      List<Double> gets = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        String key = "b" + random.nextInt(ROWS);
        gets.add(millis(() -> store.online("hotel", "booking", key).orElseThrow()));
      }
      say("online get", gets);
      say(
          "materialize the rest (29,700 rows)",
          millis(() -> store.materialize("hotel", "booking")));
      say("materialize nothing", millis(() -> store.materialize("hotel", "booking")));
      store.push("hotel", "bookings", List.of(row(ROWS, random)), "ana");
      say("materialize one row", millis(() -> store.materialize("hotel", "booking")));
      TrainingSetRequest request =
          new TrainingSetRequest("booking", List.of(), UNTIL, "arrival_date", null);
      List<Double> cuts = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        cuts.add(
            millis(() -> assertThat(store.trainingSet("hotel", request).rows()).isEqualTo(ROWS)));
      }
      say("training set of 60,000 rows", cuts);
      say(
          "a changed view over 60,001 rows",
          millis(() -> Hotel.apply(store, "c2", yaml().replace("n0 + 1", "n0 + 2"))));
    }
  }

  private static String yaml() {
    StringBuilder columns = new StringBuilder();
    StringBuilder features = new StringBuilder();
    for (int i = 0; i < 14; i++) {
      columns.append(", n").append(i).append(": integer");
      features.append(", n").append(i);
    }
    for (int i = 0; i < 12; i++) {
      columns.append(", s").append(i).append(": string");
      features.append(", s").append(i);
    }
    return """
        sources:
          - name: bookings
            entity: booking_id
            eventTime: booked_at
            columns: {booking_id: string, booked_at: timestamp, arrival_date: date%s}
            rules:
              - {name: none, set: n1, to: "coalesce(n1, 0)"}
              - {name: guests, require: n1 + n2 >= 0}
        views:
          - name: booking
            source: bookings
            sql: select booking_id, booked_at, ln(n0 + 1) as log_n0%s from bookings
        """
        .formatted(columns, features);
  }

  private static ObjectNode row(int id, SplittableRandom random) {
    Instant at = START.plusSeconds(id * 600L);
    ObjectNode row =
        Json.object()
            .put("booking_id", "b" + id)
            .put("booked_at", at.toString())
            .put("arrival_date", at.toString().substring(0, 10));
    for (int i = 0; i < 14; i++) {
      row.put("n" + i, random.nextInt(400));
    }
    for (int i = 0; i < 12; i++) {
      row.put("s" + i, "value " + random.nextInt(40));
    }
    return row;
  }

  private static LabelSource labels() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      keys.add("b" + i);
    }
    keys.sort(null);
    return (product, at, after, limit) -> {
      int found = java.util.Collections.binarySearch(keys, after);
      int from = found < 0 ? -found - 1 : found + 1;
      return keys.subList(from, Math.min(keys.size(), from + limit)).stream()
          .map(k -> new LabelSource.Label(k, k.hashCode() % 3 == 0, START))
          .toList();
    };
  }

  private static double millis(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return (System.nanoTime() - started) / 1e6;
  }

  private static void say(String what, double millis) {
    System.out.printf("SPEED %s: %.1f ms%n", what, millis);
  }

  private static void say(String what, List<Double> millis) {
    double[] sorted = millis.stream().mapToDouble(d -> d).sorted().toArray();
    System.out.printf(
        "SPEED %s: median %.3f ms, p99 %.3f ms, max %.3f ms of %d%n",
        what,
        sorted[sorted.length / 2],
        sorted[(int) (sorted.length * 0.99)],
        Arrays.stream(sorted).max().orElse(0),
        sorted.length);
  }
}
