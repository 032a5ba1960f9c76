package dev.loopline.metadata.lineage;

import dev.loopline.metadata.lineage.LineageGraph.Node;
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

/** The things that links lead to, each kind asked once from its owner. */
final class Things {
  private final Map<String, TraceSource> sources = new HashMap<>();

  Things(List<? extends TraceSource> sources) {
    sources.forEach(source -> this.sources.put(source.kind(), source));
  }

  Set<String> kinds() {
    return Set.copyOf(sources.keySet());
  }

  Map<Ref, Node> find(String product, Collection<Ref> refs) {
    Map<String, List<String>> byKind = new LinkedHashMap<>();
    refs.forEach(
        ref -> byKind.computeIfAbsent(ref.kind(), kind -> new ArrayList<>()).add(ref.id()));
    Map<Ref, Node> found = new HashMap<>();
    byKind.forEach(
        (kind, ids) -> {
          TraceSource source = sources.get(kind);
          if (source != null) {
            source
                .findAll(product, ids)
                .forEach(node -> found.put(new Ref(node.kind(), node.id()), shown(node)));
          }
        });
    return found;
  }

  /**
   * The thing by its whole name, where a shorter one was asked for, such as a commit's first
   * digits.
   */
  Ref named(String product, Ref ref) {
    return find(product, List.of(ref)).keySet().stream().findFirst().orElse(ref);
  }

  private static Node shown(TraceNode node) {
    return new Node(node.kind(), node.id(), node.title(), node.facts(), node.href());
  }

  /** What nobody has any more, or what only others' events told of. */
  static Node gone(Ref ref) {
    return new Node(ref.kind(), ref.id(), ref.id(), Map.of(), null);
  }
}
