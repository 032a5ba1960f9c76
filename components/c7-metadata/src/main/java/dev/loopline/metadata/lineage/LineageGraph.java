package dev.loopline.metadata.lineage;

import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Presence;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A thing, what it goes back to and what it reached.
 *
 * @param nodes the root first, then the nearest
 * @param edges each from what was there before to what was made of it
 * @param truncated whether anything was left out
 * @param more where something was left out
 */
public record LineageGraph(
    String product,
    Ref root,
    List<Node> nodes,
    List<Edge> edges,
    boolean truncated,
    List<More> more) {
  public LineageGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    more = List.copyOf(more);
  }

  /**
   * A thing.
   *
   * @param facts in the order in which they are told
   * @param href where it is shown, where there is such a place
   * @param presence whether it can be looked at
   */
  public record Node(
      String kind,
      String id,
      String title,
      Map<String, String> facts,
      @Nullable String href,
      Presence presence) {
    public Node {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
  }

  /** {@code to} was made from {@code from}. */
  public record Edge(Ref from, Ref to) {}

  /**
   * Links of a thing that were not all followed.
   *
   * @param links how many it has in that direction, followed or not
   */
  public record More(String kind, String id, Direction direction, long links) {}
}
