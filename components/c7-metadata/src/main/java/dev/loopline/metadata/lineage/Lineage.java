package dev.loopline.metadata.lineage;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.lineage.LineageGraph.Edge;
import dev.loopline.metadata.lineage.LineageGraph.More;
import dev.loopline.metadata.lineage.LineageGraph.Node;
import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.LinkSource;
import dev.loopline.metadata.spi.Presence;
import dev.loopline.metadata.spi.TraceNode.Ref;
import dev.loopline.metadata.spi.TraceSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What things go back to and what they reached. Answers from durable data alone; what a component
 * no longer has keeps its place and its links, and says that it is gone.
 */
public final class Lineage {
  /** So many things at most are followed where all are asked for. */
  public static final int MOST = 100_000;

  private final Things things;
  private final List<LinkSource> links;

  public Lineage(List<? extends TraceSource> things, List<? extends LinkSource> links) {
    this.things = new Things(things);
    this.links = List.copyOf(links);
  }

  /** The kinds that lineage leads through. */
  public Set<String> kinds() {
    return things.kinds();
  }

  /** Follows links from a thing; {@code RESOURCE_DOES_NOT_EXIST} where nothing is known of it. */
  public LineageGraph of(LineageQuery asked) {
    LineageQuery query = asked.from(things.named(asked.product(), requireKind(asked.root())));
    LinkedHashSet<Ref> refs = new LinkedHashSet<>(List.of(query.root()));
    Set<Edge> edges = new LinkedHashSet<>();
    List<More> more = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      if (query.directions().contains(direction)) {
        Walk walk = new Walk(links, query, direction);
        walk.run();
        refs.addAll(walk.reached());
        edges.addAll(walk.edges());
        more.addAll(walk.more());
      }
    }
    Map<Ref, Node> nodes = things.all(query.product(), refs);
    if (of(query.root(), nodes).presence() == Presence.UNKNOWN
        && edges.isEmpty()
        && !hasAny(query)) {
      throw unknown(query.product(), query.root());
    }
    return new LineageGraph(
        query.product(),
        query.root(),
        refs.stream().map(ref -> of(ref, nodes)).toList(),
        List.copyOf(edges),
        !more.isEmpty(),
        more);
  }

  private static Node of(Ref ref, Map<Ref, Node> nodes) {
    return Objects.requireNonNull(nodes.get(ref), "every thing has a node");
  }

  private boolean hasAny(LineageQuery query) {
    List<LinkSource.Place> root = List.of(LinkSource.Place.all(query.root()));
    return links.stream()
        .anyMatch(
            source ->
                Stream.of(Direction.values())
                    .anyMatch(d -> !source.links(query.product(), d, root, 1).isEmpty()));
  }

  /**
   * A page of a thing's neighbours.
   *
   * @param next asks for what follows; null where nothing does
   */
  public record Neighbours(List<Node> nodes, @Nullable String next) {
    public Neighbours {
      nodes = List.copyOf(nodes);
    }
  }

  /** All neighbours of a thing in one direction, page by page. */
  public Neighbours neighbours(
      String product, Direction direction, Ref asked, @Nullable String cursor, int limit) {
    Ref of = things.named(product, requireKind(asked));
    Cursor at = Cursor.parse(cursor, links.size());
    LinkedHashSet<Ref> refs = new LinkedHashSet<>();
    Cursor next = at;
    while (next != null && refs.size() < limit) {
      LinkSource.Links page =
          links.get(next.source()).page(product, direction, of, next.after(), limit - refs.size());
      page.links().forEach(link -> refs.add(link.far(direction)));
      next = next.then(page.next(), links.size());
    }
    Map<Ref, Node> nodes = things.all(product, refs);
    return new Neighbours(
        refs.stream().map(ref -> of(ref, nodes)).toList(), next == null ? null : next.text());
  }

  /**
   * All that a thing reached, or goes back to, however far and wide, page by page: by kind and id,
   * so that pages hold while things are added. {@code TOO_LARGE} where that is more than {@link
   * #MOST} things.
   *
   * @param only things of this kind; null for all
   */
  public Neighbours reached(
      String product,
      Direction direction,
      Ref asked,
      @Nullable String only,
      @Nullable String cursor,
      int limit) {
    Ref root = things.named(product, requireKind(asked));
    if (only != null) {
      requireKind(new Ref(only, ""));
    }
    LineageQuery query =
        new LineageQuery(product, root, Set.of(direction), Integer.MAX_VALUE, MOST, MOST);
    Walk walk = new Walk(links, query, direction);
    walk.run();
    if (walk.isCut()) {
      throw tooMany(root, direction);
    }
    if (walk.reached().size() == 1) {
      requireKnown(query);
    }
    Reached page = Reached.page(walk.reached(), root, only, cursor, limit);
    Map<Ref, Node> nodes = things.all(product, page.refs());
    return new Neighbours(page.refs().stream().map(ref -> of(ref, nodes)).toList(), page.next());
  }

  private void requireKnown(LineageQuery query) {
    Map<Ref, Node> node = things.all(query.product(), List.of(query.root()));
    if (of(query.root(), node).presence() == Presence.UNKNOWN && !hasAny(query)) {
      throw unknown(query.product(), query.root());
    }
  }

  private static LooplineException tooMany(Ref root, Direction direction) {
    return new LooplineException(
        KernelError.TOO_LARGE,
        String.format(
            Locale.ROOT,
            "The %s '%s' %s more than %,d things. Ask of a thing that is nearer to what you look"
                + " for, or of its neighbours, page by page.",
            root.kind(),
            root.id(),
            direction == Direction.FORWARD ? "reached" : "goes back to",
            MOST));
  }

  private Ref requireKind(Ref ref) {
    if (!things.kinds().contains(ref.kind())) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "Lineage has no kind '"
              + ref.kind()
              + "'. Kinds: "
              + things.kinds().stream().sorted().collect(Collectors.joining(", "))
              + ".");
    }
    return ref;
  }

  private static LooplineException unknown(String product, Ref ref) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST,
        (product.isEmpty() ? "Nothing is known of a " : "Product " + product + " has no ")
            + ref.kind()
            + " '"
            + ref.id()
            + "' with a lineage.");
  }
}
