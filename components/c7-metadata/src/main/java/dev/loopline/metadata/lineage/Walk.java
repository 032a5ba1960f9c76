package dev.loopline.metadata.lineage;

import dev.loopline.metadata.lineage.LineageGraph.Edge;
import dev.loopline.metadata.lineage.LineageGraph.More;
import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkSource;
import dev.loopline.metadata.spi.LinkSource.Place;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One walk in one direction, breadth first: a question to each source for each step, whatever the
 * number of things.
 *
 * <p>A {@link #GROWING} thing takes in more as time passes: what was made of it earlier does not
 * hold what came later. So a walk leaves it only by links that are younger (forward) or older
 * (back) than the one by which it came.
 */
final class Walk {
  /** Kinds that grow under one name. */
  private static final Set<String> GROWING = Set.of("source");

  private static final Comparator<Link> NEWEST =
      Comparator.comparingLong(Link::position).reversed();

  private final List<LinkSource> sources;
  private final LineageQuery query;
  private final Direction direction;

  /** What was reached, with the position from which on (or up to which) links are followed. */
  private final Map<Ref, Long> bounds = new LinkedHashMap<>();

  private final Set<Edge> edges = new LinkedHashSet<>();
  private final Set<Ref> cut = new LinkedHashSet<>();

  Walk(List<LinkSource> sources, LineageQuery query, Direction direction) {
    this.sources = sources;
    this.query = query;
    this.direction = direction;
  }

  void run() {
    bounds.put(query.root(), Link.UNDATED);
    List<Ref> frontier = List.of(query.root());
    for (int step = 0; step < query.depth() && !frontier.isEmpty(); step++) {
      frontier = step(frontier);
    }
    // What lies at the end of the walk is not followed, but it is said that it goes on.
    links(frontier, 1).keySet().forEach(cut::add);
  }

  private List<Ref> step(List<Ref> frontier) {
    Set<Ref> next = new LinkedHashSet<>();
    links(frontier, query.width() + 1)
        .forEach(
            (near, found) -> {
              if (found.size() > query.width()) {
                cut.add(near);
              }
              found.stream().limit(query.width()).forEach(link -> follow(link, next));
            });
    return List.copyOf(next);
  }

  private void follow(Link link, Set<Ref> next) {
    Ref far = link.far(direction);
    long bound = GROWING.contains(far.kind()) ? link.position() : Link.UNDATED;
    Long known = bounds.get(far);
    if (known == null && bounds.size() >= query.limit()) {
      cut.add(link.near(direction));
      return;
    }
    edges.add(new Edge(link.from(), link.to()));
    if (known == null || isWider(bound, known)) {
      bounds.put(far, bound);
      next.add(far);
    }
  }

  /** Whether more links pass one bound than the other. */
  private boolean isWider(long bound, long known) {
    if (bound == known || known == Link.UNDATED) {
      return false;
    }
    return bound == Link.UNDATED
        || (direction == Direction.FORWARD ? bound < known : bound > known);
  }

  private Map<Ref, List<Link>> links(List<Ref> frontier, int most) {
    Map<Ref, List<Link>> found = new LinkedHashMap<>();
    if (!frontier.isEmpty()) {
      for (LinkSource source : sources) {
        source
            .links(query.product(), direction, places(frontier), most)
            .forEach(
                link ->
                    found.computeIfAbsent(link.near(direction), r -> new ArrayList<>()).add(link));
      }
      found.values().forEach(list -> list.sort(NEWEST));
    }
    return found;
  }

  private List<Place> places(Collection<Ref> refs) {
    return refs.stream()
        .map(ref -> new Place(ref, bounds.getOrDefault(ref, Link.UNDATED)))
        .toList();
  }

  /** Whether there are links that were not followed. */
  boolean isCut() {
    return !cut.isEmpty();
  }

  Set<Ref> reached() {
    return bounds.keySet();
  }

  Set<Edge> edges() {
    return edges;
  }

  List<More> more() {
    Map<Ref, Long> counts = new HashMap<>();
    if (!cut.isEmpty()) {
      for (LinkSource source : sources) {
        source
            .counts(query.product(), direction, places(cut))
            .forEach((ref, count) -> counts.merge(ref, count, Long::sum));
      }
    }
    return cut.stream()
        .map(ref -> new More(ref.kind(), ref.id(), direction, counts.getOrDefault(ref, 0L)))
        .toList();
  }
}
