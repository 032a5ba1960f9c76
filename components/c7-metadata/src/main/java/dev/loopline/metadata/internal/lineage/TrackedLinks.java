package dev.loopline.metadata.internal.lineage;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.internal.lineage.Relation.Asked;
import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkSource;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What MLflow's clients tell of lineage: the commit and the parent of runs, the datasets that they
 * read and where these lie, the models that they read and logged. Looked up where they logged it,
 * so it is there as soon as they are answered.
 */
public final class TrackedLinks implements LinkSource {
  private static final int AT_ONCE = 100;

  private final Database db;

  public TrackedLinks(Database db) {
    this.db = db;
  }

  /** The {@code num} of the relation's row behind the link. */
  private record Numbered(Link link, long number) {}

  private static Sql every(List<Sql> parts) {
    Sql all = Sql.of("");
    for (Sql part : parts) {
      all = all.then(all.text().isEmpty() ? "" : " union all ").then(part);
    }
    return all;
  }

  private static <T> List<List<T>> parts(List<T> all) {
    List<List<T>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      parts.add(all.subList(i, Math.min(all.size(), i + AT_ONCE)));
    }
    return parts;
  }

  @Override
  public List<Link> links(String product, Direction direction, List<Place> of, int most) {
    List<Link> found = new ArrayList<>();
    for (List<Asked> part : parts(Relation.asked(direction, of))) {
      List<Sql> selects = new ArrayList<>();
      for (int i = 0; i < part.size(); i++) {
        selects.add(
            Sql.of("select " + i + " as asked, far, num from (")
                .then(part.get(i).select())
                .then(" order by num desc limit ?) part", most));
      }
      db.read(
          h ->
              Rows.list(
                  h,
                  every(selects),
                  (rs, ctx) -> found.add(part.get(rs.getInt("asked")).link(rs.getString("far")))));
    }
    return found;
  }

  @Override
  public Links page(
      String product, Direction direction, Ref of, @Nullable String after, int limit) {
    List<Asked> asked = Relation.asked(direction, List.of(Place.all(of)));
    int index = 0;
    long number = 0;
    if (after != null) {
      if (!after.matches("\\d-\\d{1,18}") || after.charAt(0) - '0' >= asked.size()) {
        throw new LooplineException(
            KernelError.INVALID_ARGUMENT,
            "'" + after + "' is no cursor; take nextCursor of the page before.");
      }
      index = after.charAt(0) - '0';
      number = Long.parseLong(after.substring(2));
    }
    if (asked.isEmpty()) {
      return Links.NONE;
    }
    List<Numbered> rows = after(asked.get(index), number, limit + 1);
    boolean more = rows.size() > limit;
    List<Link> links = rows.stream().limit(limit).map(Numbered::link).toList();
    if (more) {
      return new Links(links, index + "-" + rows.get(limit - 1).number());
    }
    return new Links(links, index + 1 < asked.size() ? (index + 1) + "-0" : null);
  }

  private List<Numbered> after(Asked asked, long number, int limit) {
    Sql sql =
        Sql.of("select far, num from (")
            .then(asked.select())
            .then(") part where num > ? order by num limit ?", number, limit);
    return db.read(
        h ->
            Rows.list(
                h,
                sql,
                (rs, ctx) -> new Numbered(asked.link(rs.getString("far")), rs.getLong("num"))));
  }

  @Override
  public Map<Ref, Long> counts(String product, Direction direction, List<Place> of) {
    Map<Ref, Long> counts = new HashMap<>();
    for (List<Asked> part : parts(Relation.asked(direction, of))) {
      List<Sql> selects = new ArrayList<>();
      for (int i = 0; i < part.size(); i++) {
        selects.add(
            Sql.of("select " + i + " as asked, count(*) as links from (")
                .then(part.get(i).select())
                .then(") part"));
      }
      db.read(
          h ->
              Rows.list(
                  h,
                  every(selects),
                  (rs, ctx) ->
                      counts.merge(
                          part.get(rs.getInt("asked")).place().ref(),
                          rs.getLong("links"),
                          Long::sum)));
    }
    return counts;
  }
}
