package dev.loopline.cli.explore;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph of lineage as an indented tree; what is reached twice is told once. */
final class LineageTree {
  private final JsonNode graph;
  private final Map<String, JsonNode> nodes = new LinkedHashMap<>();
  private final Map<String, List<String>> before = new LinkedHashMap<>();
  private final Map<String, List<String>> after = new LinkedHashMap<>();

  private LineageTree(JsonNode graph) {
    this.graph = graph;
  }

  static LineageTree of(JsonNode graph) {
    LineageTree tree = new LineageTree(graph);
    graph.path("nodes").forEach(node -> tree.nodes.put(key(node), node));
    for (JsonNode edge : graph.path("edges")) {
      String from = key(edge.path("from"));
      String to = key(edge.path("to"));
      tree.before.computeIfAbsent(to, k -> new ArrayList<>()).add(from);
      tree.after.computeIfAbsent(from, k -> new ArrayList<>()).add(to);
    }
    return tree;
  }

  private static String key(JsonNode ref) {
    return ref.path("kind").asText() + "\n" + ref.path("id").asText();
  }

  List<String> lines(String direction) {
    List<String> lines = new ArrayList<>();
    String root = key(graph.path("root"));
    lines.add(title(root));
    if (!direction.equals("forward")) {
      walk("← ", root, before, "  ", new HashSet<>(Set.of(root)), lines);
    }
    if (!direction.equals("back")) {
      walk("→ ", root, after, "  ", new HashSet<>(Set.of(root)), lines);
    }
    if (graph.path("truncated").asBoolean()) {
      lines.add("… there is more: --depth N, or --json, which says where.");
    }
    return lines;
  }

  private void walk(
      String arrow,
      String of,
      Map<String, List<String>> links,
      String indent,
      Set<String> told,
      List<String> lines) {
    for (String next : links.getOrDefault(of, List.of())) {
      boolean isNew = told.add(next);
      lines.add(indent + arrow + title(next) + (isNew ? "" : " (above)"));
      if (isNew) {
        walk(arrow, next, links, indent + "  ", told, lines);
      }
    }
  }

  private String title(String key) {
    JsonNode node = nodes.get(key);
    String kind = key.substring(0, key.indexOf('\n'));
    String id = key.substring(key.indexOf('\n') + 1);
    String title = node == null ? id : node.path("title").asText(id);
    String named = title.contains(id) ? title : title + " (" + id + ")";
    return Texts.harmless(named.startsWith(kind) ? named : kind + " " + named);
  }
}
