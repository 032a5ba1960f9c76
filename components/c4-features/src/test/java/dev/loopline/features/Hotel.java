package dev.loopline.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.spi.LabelSource;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.json.YamlDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small product for tests: bookings with a rule of each kind, and a view. */
final class Hotel {
  static final String YAML =
      """
      sources:
        - name: bookings
          entity: booking_id
          eventTime: booked_at
          columns:
            booking_id: string
            booked_at: timestamp
            arrival_date: date
            hotel: string
            lead_time: integer
            adr: number
            children: integer
            group: boolean
          rules:
            - name: no-children-said
              set: children
              to: coalesce(children, 0)
            - name: lead
              require: lead_time >= 0
      views:
        - name: booking
          source: bookings
          sql: |
            select booking_id, booked_at, hotel, lead_time, children, "group",
              ln(1 + lead_time) as log_lead, adr / nullif(lead_time, 0) as pace
            from bookings
      """;

  private Hotel() {}

  static YamlDocument document(String yaml) {
    return Yaml.parse("features/booking.yaml", yaml);
  }

  static void apply(FeatureStore store) {
    apply(store, "c1", YAML);
  }

  static void apply(FeatureStore store, String commit, String yaml) {
    store.apply("hotel", commit, List.of(document(yaml)), "ana");
  }

  static ObjectNode row(String id, String at, int lead) {
    return Json.object()
        .put("booking_id", id)
        .put("booked_at", at)
        .put("arrival_date", at.substring(0, 10))
        .put("hotel", "City")
        .put("lead_time", lead)
        .put("adr", 100.5)
        .put("group", lead > 5);
  }

  static PushReceipt push(FeatureStore store, JsonNode... rows) {
    return store.push("hotel", "bookings", List.of(rows), "ana");
  }

  /** Labels that a test sets, known from their time on. */
  static final class Labels implements LabelSource {
    private final Map<String, Label> labels = new TreeMap<>();

    void put(String key, boolean positive, String time) {
      labels.put(key, new Label(key, positive, Instant.parse(time)));
    }

    @Override
    public List<Label> knownAt(String product, Instant at, String afterKey, int limit) {
      return labels.values().stream()
          .filter(l -> l.key().compareTo(afterKey) > 0 && !l.time().isAfter(at))
          .limit(limit)
          .toList();
    }
  }
}
