package dev.loopline.metadata.internal.openlineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What is kept of facets: the newest of each name, whatever it is, with the time of the event that
 * told of it. So the order in which events come does not matter. Beyond a size, the largest facets
 * are left out.
 */
final class Facets {
  private static final int LARGEST = 256 << 10;
  private static final String DELETED = "_deleted";
  private static final String AT = "at";
  private static final String FACET = "facet";

  private Facets() {}

  /** As they are stored, of a first event. */
  static String stored(ObjectNode facets, Instant at) {
    return merged("{}", facets, at);
  }

  /** What is stored, with what an event tells; a facet that it deletes goes. */
  static String merged(String stored, ObjectNode facets, Instant at) {
    ObjectNode all = (ObjectNode) Json.parse(stored);
    facets
        .properties()
        .forEach(
            told -> {
              if (isNewer(told.getValue(), at, all.path(told.getKey()))) {
                boolean gone =
                    told.getValue().isNull() || told.getValue().path(DELETED).asBoolean();
                ObjectNode entry = all.putObject(told.getKey()).put(AT, at.toEpochMilli());
                if (!gone) {
                  entry.set(FACET, told.getValue());
                }
              }
            });
    return cut(all);
  }

  private static boolean isNewer(JsonNode told, Instant at, JsonNode known) {
    int later = Long.compare(at.toEpochMilli(), known.path(AT).asLong(Long.MIN_VALUE));
    // Of the same moment, either: but the same one, whichever came first.
    return later > 0 || (later == 0 && told.toString().compareTo(known.path(FACET).toString()) > 0);
  }

  private static String cut(ObjectNode all) {
    String text = Json.write(all);
    if (text.length() <= LARGEST) {
      return text;
    }
    List<Map.Entry<String, JsonNode>> smallest =
        all.properties().stream()
            .sorted(Comparator.comparingInt(f -> f.getValue().toString().length()))
            .toList();
    ObjectNode kept = Json.object();
    int size = 2;
    for (Map.Entry<String, JsonNode> facet : smallest) {
      size += Json.write(facet.getKey()).length() + Json.write(facet.getValue()).length() + 2;
      if (size > LARGEST) {
        break;
      }
      kept.set(facet.getKey(), facet.getValue());
    }
    return Json.write(kept);
  }

  /** As they were told. */
  static JsonNode shown(String stored) {
    ObjectNode facets = Json.object();
    Json.parse(stored)
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().has(FACET)) {
                facets.set(entry.getKey(), entry.getValue().get(FACET));
              }
            });
    return facets;
  }
}
