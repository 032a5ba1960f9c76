package dev.loopline.metadata.spi;

import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows what was made from what. Answers from durable data, in a time that does not grow with the
 * number of all links. Safe for many threads.
 */
public interface LinkSource {
  /**
   * A thing whose links are asked for.
   *
   * @param bound only links that are younger than this position when they are followed forward, and
   *     older when back; {@link Link#UNDATED} for all
   */
  record Place(Ref ref, long bound) {
    public static Place all(Ref ref) {
      return new Place(ref, Link.UNDATED);
    }
  }

  /**
   * The links of each of several things, the newest first.
   *
   * @param product whose links are asked for, beside those that are nobody's; empty for these alone
   * @param most links of each thing; there may be more
   */
  List<Link> links(String product, Direction direction, List<Place> of, int most);

  /**
   * The links of one thing, page by page, in an order that holds while links are added.
   *
   * @param after the cursor of the page before, null for the first
   */
  Links page(String product, Direction direction, Ref of, @Nullable String after, int limit);

  /** How many links things have; those without any may be left out. */
  Map<Ref, Long> counts(String product, Direction direction, List<Place> of);

  /**
   * A page.
   *
   * @param next asks for what follows; null where nothing does
   */
  record Links(List<Link> links, @Nullable String next) {
    public static final Links NONE = new Links(List.of(), null);

    public Links {
      links = List.copyOf(links);
    }
  }
}
