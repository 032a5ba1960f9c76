package dev.loopline.server.adapt.lineage;

import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkSource;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceNode.Ref;
import dev.loopline.metadata.spi.TraceSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What single predictions and commits go back to: the trace knows it of each, and no event told of
 * it. Forward, a goal leads to its commit; from a model version the way goes on to its deployments'
 * predictions as a whole, not to each.
 */
public final class TracedLinks implements LinkSource {
  private static final List<String> KINDS = List.of("prediction", "features", Kinds.COMMIT);
  private static final String GOAL = "goal";

  private final Map<String, TraceSource> sources = new HashMap<>();

  public TracedLinks(List<? extends TraceSource> traced) {
    traced.stream()
        .filter(source -> KINDS.contains(source.kind()))
        .forEach(source -> sources.put(source.kind(), source));
  }

  private Stream<Link> of(String product, Direction direction, Ref ref) {
    if (product.isEmpty()) {
      return Stream.of();
    }
    if (direction == Direction.FORWARD) {
      return ref.kind().equals(GOAL)
          ? known(product, Kinds.COMMIT, ref.id())
              .map(c -> new Link(ref, new Ref(Kinds.COMMIT, ref.id()), Link.UNDATED))
          : Stream.of();
    }
    return known(product, ref.kind(), ref.id())
        .flatMap(node -> node.parents().stream())
        .map(parent -> new Link(parent, ref, Link.UNDATED));
  }

  private Stream<TraceNode> known(String product, String kind, String id) {
    TraceSource source = sources.get(kind);
    return source == null ? Stream.of() : source.find(product, id).stream();
  }

  @Override
  public List<Link> links(String product, Direction direction, List<Place> of, int most) {
    return of.stream().flatMap(place -> of(product, direction, place.ref()).limit(most)).toList();
  }

  @Override
  public Links page(
      String product, Direction direction, Ref of, @Nullable String after, int limit) {
    return new Links(of(product, direction, of).toList(), null);
  }

  @Override
  public Map<Ref, Long> counts(String product, Direction direction, List<Place> of) {
    Map<Ref, Long> counts = new HashMap<>();
    of.forEach(
        place -> counts.merge(place.ref(), of(product, direction, place.ref()).count(), Long::sum));
    return counts;
  }
}
