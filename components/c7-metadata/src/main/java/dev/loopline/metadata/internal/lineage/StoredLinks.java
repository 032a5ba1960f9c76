package dev.loopline.metadata.internal.lineage;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkSource;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The links that events told of: the log's, and OpenLineage's. */
public final class StoredLinks implements LinkSource {
  /** So many parts a statement may be composed of, on either engine. */
  private static final int AT_ONCE = 100;

  private final Database db;

  public StoredLinks(Database db) {
    this.db = db;
  }

  /** The product's own, then those of nobody. */
  private static List<String> owners(String product) {
    return product.isEmpty() ? List.of("") : List.of(product, "");
  }

  @Override
  public List<Link> links(String product, Direction direction, List<Place> of, int most) {
    List<Link> found = new ArrayList<>();
    for (String owner : owners(product)) {
      for (List<Place> part : parts(of)) {
        db.read(h -> LinkDao.newest(h, owner, direction, part, most))
            .forEach(row -> found.add(row.link()));
      }
    }
    return found;
  }

  private static List<List<Place>> parts(List<Place> places) {
    List<List<Place>> parts = new ArrayList<>();
    for (int i = 0; i < places.size(); i += AT_ONCE) {
      parts.add(places.subList(i, Math.min(places.size(), i + AT_ONCE)));
    }
    return parts;
  }

  @Override
  public Links page(
      String product, Direction direction, Ref of, @Nullable String after, int limit) {
    List<String> owners = owners(product);
    At at = after == null ? new At(0, 0, null) : At.parse(after, owners.size());
    String owner = owners.get(at.owner());
    List<LinkDao.Row> rows =
        db.read(h -> LinkDao.after(h, owner, direction, of, at.position(), at.key(), limit + 1));
    boolean more = rows.size() > limit;
    List<LinkDao.Row> kept = more ? rows.subList(0, limit) : rows;
    List<Link> links = kept.stream().map(LinkDao.Row::link).toList();
    if (more) {
      LinkDao.Row last = kept.getLast();
      return new Links(links, new At(at.owner(), last.link().position(), last.key()).text());
    }
    boolean last = at.owner() + 1 == owners.size();
    return new Links(links, last ? null : new At(at.owner() + 1, 0, null).text());
  }

  /** Where a page ended. */
  private record At(int owner, long position, @Nullable String key) {
    String text() {
      return key == null ? String.valueOf(owner) : owner + "-" + position + "-" + key;
    }

    static At parse(String text, int owners) {
      String[] parts = text.split("-", -1);
      boolean fits =
          text.matches("\\d(-\\d{1,18}-[0-9a-f]{64})?") && Integer.parseInt(parts[0]) < owners;
      if (!fits) {
        throw new LooplineException(
            KernelError.INVALID_ARGUMENT,
            "'" + text + "' is no cursor; take nextCursor of the page before.");
      }
      int owner = Integer.parseInt(parts[0]);
      return parts.length == 1
          ? new At(owner, 0, null)
          : new At(owner, Long.parseLong(parts[1]), parts[2]);
    }
  }

  @Override
  public Map<Ref, Long> counts(String product, Direction direction, List<Place> of) {
    Map<Ref, Long> counts = new HashMap<>();
    for (String owner : owners(product)) {
      for (List<Place> part : parts(of)) {
        db.read(h -> LinkDao.counts(h, owner, direction, part))
            .forEach((ref, count) -> counts.merge(ref, count, Long::sum));
      }
    }
    return counts;
  }
}
