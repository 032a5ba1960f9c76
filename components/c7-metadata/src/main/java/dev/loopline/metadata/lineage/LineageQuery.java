package dev.loopline.metadata.lineage;

import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.Set;

/**
 * What is asked of lineage.
 *
 * @param product empty for what belongs to none
 * @param depth how many links to follow from the root
 * @param limit how many things to answer
 * @param width how many links of one thing to follow, the newest first
 */
public record LineageQuery(
    String product, Ref root, Set<Direction> directions, int depth, int limit, int width) {
  public LineageQuery {
    directions = Set.copyOf(directions);
  }

  /** The same question about another thing. */
  LineageQuery from(Ref other) {
    return new LineageQuery(product, other, directions, depth, limit, width);
  }
}
