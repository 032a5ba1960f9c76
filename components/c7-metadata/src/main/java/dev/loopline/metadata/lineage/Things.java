package dev.loopline.metadata.lineage;

import dev.loopline.metadata.lineage.LineageGraph.Node;
import dev.loopline.metadata.spi.Presence;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceNode.Ref;
import dev.loopline.metadata.spi.TraceSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The things that links lead to, each kind asked once from its owner. Where several know things of
 * a kind, the first that has a thing tells of it.
 */
final class Things {
  private final Map<String, List<TraceSource>> sources = new HashMap<>();

  Things(List<? extends TraceSource> sources) {
    sources.forEach(
        source ->
            this.sources.computeIfAbsent(source.kind(), kind -> new ArrayList<>()).add(source));
  }

  Set<String> kinds() {
    return Set.copyOf(sources.keySet());
  }

  /** A node for each: of what its owner has, of what was removed, or of a name alone. */
  Map<Ref, Node> all(String product, Collection<Ref> refs) {
    Map<Ref, Node> nodes = find(product, refs, TraceSource::findAll);
    nodes.putAll(find(product, missing(refs, nodes), TraceSource::removed));
    missing(refs, nodes).forEach(ref -> nodes.put(ref, unknown(ref)));
    return nodes;
  }

  private static List<Ref> missing(Collection<Ref> refs, Map<Ref, Node> found) {
    return refs.stream().filter(ref -> !found.containsKey(ref)).toList();
  }

  /** What a source knows of several. */
  private interface Look {
    List<TraceNode> at(TraceSource source, String product, List<String> ids);
  }

  private Map<Ref, Node> find(String product, Collection<Ref> refs, Look look) {
    Map<String, List<String>> byKind = new LinkedHashMap<>();
    refs.forEach(
        ref -> byKind.computeIfAbsent(ref.kind(), kind -> new ArrayList<>()).add(ref.id()));
    Map<Ref, Node> found = new HashMap<>();
    byKind.forEach(
        (kind, ids) -> {
          for (TraceSource source : sources.getOrDefault(kind, List.of())) {
            look.at(source, product, ids)
                .forEach(node -> found.putIfAbsent(new Ref(kind, node.id()), shown(node)));
          }
        });
    return found;
  }

  /**
   * The thing by its whole name, where a shorter one was asked for, such as a commit's first
   * digits.
   */
  Ref named(String product, Ref ref) {
    return find(product, List.of(ref), TraceSource::findAll).keySet().stream()
        .findFirst()
        .orElse(ref);
  }

  private static Node shown(TraceNode node) {
    return new Node(
        node.kind(), node.id(), node.title(), node.facts(), node.href(), node.presence());
  }

  private static Node unknown(Ref ref) {
    return new Node(ref.kind(), ref.id(), ref.id(), Map.of(), null, Presence.UNKNOWN);
  }
}
