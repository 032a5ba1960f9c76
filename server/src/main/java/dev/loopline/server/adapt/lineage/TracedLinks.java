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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What single predictions and commits go back to: the trace knows it of each, and no event told of
 * it. Forward, a goal leads to its commit and features to their prediction; from a model version
 * the way goes on to its deployments' predictions as a whole, not to each.
 */
public final class TracedLinks implements LinkSource {
  private static final String PREDICTION = "prediction";
  private static final String FEATURES = "features";
  private static final String GOAL = "goal";
  private static final List<String> KINDS = List.of(PREDICTION, FEATURES, Kinds.COMMIT);

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
      return made(ref.kind()).stream()
          .flatMap(kind -> known(product, kind, ref.id()))
          .map(node -> new Link(ref, new Ref(node.kind(), node.id()), Link.UNDATED));
    }
    return known(product, ref.kind(), ref.id())
        .flatMap(node -> node.parents().stream())
        .map(parent -> new Link(parent, ref, Link.UNDATED));
  }

  /** What was made of a thing under the thing's own id. */
  private static Optional<String> made(String kind) {
    return switch (kind) {
      case GOAL -> Optional.of(Kinds.COMMIT);
      case FEATURES -> Optional.of(PREDICTION);
      default -> Optional.empty();
    };
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
