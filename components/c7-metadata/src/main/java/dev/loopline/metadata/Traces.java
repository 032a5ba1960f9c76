package dev.loopline.metadata;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceNode.Ref;
import dev.loopline.metadata.spi.TraceSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leads from a thing back to all that it was made from, through every component. */
public final class Traces {
  private static final int MOST = 500;

  private final Map<String, TraceSource> sources = new HashMap<>();

  /**
   * @param sources of several of one kind the first is asked
   */
  public Traces(List<? extends TraceSource> sources) {
    sources.forEach(source -> this.sources.putIfAbsent(source.kind(), source));
  }

  /** All that a thing goes back to, itself first, each once; nearest first. */
  public record Trace(String product, String id, List<TraceNode> nodes) {
    public Trace {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * Follows the parents of a thing; one that a component no longer has ends its branch, with its
   * name where that is known.
   */
  public Trace of(String product, String kind, String id) {
    ArrayDeque<Ref> next = new ArrayDeque<>(List.of(new Ref(kind, id)));
    Set<Ref> seen = new HashSet<>(next);
    List<TraceNode> nodes = new ArrayList<>();
    while (!next.isEmpty() && nodes.size() < MOST) {
      Ref ref = next.poll();
      TraceSource source = sources.get(ref.kind());
      if (source != null) {
        source
            .find(product, ref.id())
            .or(() -> source.removed(product, List.of(ref.id())).stream().findFirst())
            .ifPresent(
                node -> {
                  nodes.add(node);
                  node.parents().stream().filter(seen::add).forEach(next::add);
                });
      }
    }
    if (nodes.isEmpty()) {
      throw new LooplineException(
          TrackingError.RESOURCE_DOES_NOT_EXIST,
          "Product " + product + " has no " + kind + " '" + id + "' to trace.");
    }
    return new Trace(product, id, nodes);
  }
}
