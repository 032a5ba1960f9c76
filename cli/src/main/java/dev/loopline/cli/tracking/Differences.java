package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What tells runs apart: each parameter, metric and tag with its value in each run. */
final class Differences {
  private static final List<String> GROUPS = List.of("params", "metrics", "tags");

  private Differences() {}

  /**
   * One entry for each key: {@code name}, and {@code values} by the runs' ids.
   *
   * @param all whether keys that are the same in all runs are told as well
   */
  static ArrayNode of(List<JsonNode> runs, boolean all) {
    ArrayNode differences = Printer.object().putArray("differences");
    add(differences, runs, "", "status", all);
    for (String group : GROUPS) {
      Set<String> keys = new TreeSet<>();
      runs.forEach(run -> run.path(group).fieldNames().forEachRemaining(keys::add));
      keys.forEach(key -> add(differences, runs, group, key, all));
    }
    return differences;
  }

  private static void add(
      ArrayNode into, List<JsonNode> runs, String group, String key, boolean all) {
    Set<String> distinct = new HashSet<>();
    ObjectNode values = Printer.object();
    for (JsonNode run : runs) {
      JsonNode value = (group.isEmpty() ? run : run.path(group)).path(key);
      distinct.add(value.isMissingNode() ? "" : value.toString());
      if (value.isMissingNode()) {
        values.putNull(run.path("id").asText());
      } else {
        values.set(run.path("id").asText(), value);
      }
    }
    if (all || distinct.size() > 1) {
      into.addObject().put("name", group.isEmpty() ? key : group + "." + key).set("values", values);
    }
  }
}
