package dev.loopline.metadata.internal.lineage;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkSource.Place;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over links that events told of. */
public final class LinkDao {
  private static final String SELECT =
      "select key, from_kind, from_id, to_kind, to_id, position from lineage_link where ";

  private LinkDao() {}

  /** A link with its key. */
  record Row(String key, Link link) {}

  /** Told again, a link keeps its first position. */
  public static void put(Tx tx, String product, Link link) {
    tx.handle()
        .createUpdate(
            """
            insert into lineage_link (key, product, from_kind, from_id, to_kind, to_id, position)
            values (:key, :product, :fromKind, :fromId, :toKind, :toId, :position)
            on conflict (key) do nothing
            """)
        .bind("key", key(product, link))
        .bind("product", product)
        .bind("fromKind", link.from().kind())
        .bind("fromId", link.from().id())
        .bind("toKind", link.to().kind())
        .bind("toId", link.to().id())
        .bind("position", link.position())
        .execute();
  }

  private static String key(String product, Link link) {
    List<String> parts =
        List.of(product, link.from().kind(), link.from().id(), link.to().kind(), link.to().id());
    return Digest.of(Json.write(parts).getBytes(StandardCharsets.UTF_8)).hex();
  }

  static void delete(Tx tx, String key) {
    tx.handle()
        .createUpdate("delete from lineage_link where key = :key")
        .bind("key", key)
        .execute();
  }

  private static String near(Direction direction) {
    return direction == Direction.FORWARD ? "from" : "to";
  }

  private static Sql of(String product, Direction direction, Place place) {
    String end = near(direction);
    Sql sql =
        Sql.of(
            "product = ? and " + end + "_kind = ? and " + end + "_id = ?",
            product,
            place.ref().kind(),
            place.ref().id());
    if (place.bound() == Link.UNDATED) {
      return sql;
    }
    String passes = direction == Direction.FORWARD ? " > ?" : " < ?";
    return sql.then(" and (position = 0 or position" + passes + ")", place.bound());
  }

  /** The newest links of each place, in one statement that reads no more than it answers. */
  static List<Row> newest(
      Handle h, String product, Direction direction, List<Place> places, int most) {
    Sql all = Sql.of("");
    for (Place place : places) {
      all =
          all.then(all.text().isEmpty() ? "" : " union all ")
              .then("select * from (" + SELECT)
              .then(of(product, direction, place))
              .then(" order by position desc, key desc limit ?) part", most);
    }
    return rows(h, all);
  }

  /** Links of a thing behind a position and key, the oldest first. */
  static List<Row> after(
      Handle h,
      String product,
      Direction direction,
      Ref of,
      long position,
      @Nullable String key,
      int limit) {
    Sql sql = Sql.of(SELECT).then(of(product, direction, Place.all(of)));
    if (key != null) {
      sql = sql.then(" and (position, key) > (?, ?)", position, key);
    }
    return rows(h, sql.then(" order by position, key limit ?", limit));
  }

  static Map<Ref, Long> counts(Handle h, String product, Direction direction, List<Place> places) {
    Sql all = Sql.of("");
    for (int i = 0; i < places.size(); i++) {
      all =
          all.then(i == 0 ? "" : " union all ")
              .then("select " + i + " as place, count(*) as links from lineage_link where ")
              .then(of(product, direction, places.get(i)));
    }
    Map<Ref, Long> counts = new HashMap<>();
    Rows.list(h, all, (rs, ctx) -> Map.entry(rs.getInt(1), rs.getLong(2)))
        .forEach(e -> counts.merge(places.get(e.getKey()).ref(), e.getValue(), Long::sum));
    return counts;
  }

  /** Links with an end of a kind whose id begins with a text, some of them. */
  static List<Row> beginning(
      Handle h, String product, Direction direction, String kind, String prefix, int limit) {
    String end = near(direction);
    return rows(
        h,
        Sql.of(
            SELECT
                + "product = ? and "
                + end
                + "_kind = ? and "
                + end
                + "_id >= ? and "
                + end
                + "_id < ? limit ?",
            product,
            kind,
            prefix,
            // The next text that does not begin so.
            prefix.substring(0, prefix.length() - 1)
                + (char) (prefix.charAt(prefix.length() - 1) + 1),
            limit));
  }

  private static List<Row> rows(Handle h, Sql sql) {
    return Rows.list(
        h,
        sql,
        (rs, ctx) ->
            new Row(
                rs.getString("key"),
                new Link(
                    new Ref(rs.getString("from_kind"), rs.getString("from_id")),
                    new Ref(rs.getString("to_kind"), rs.getString("to_id")),
                    rs.getLong("position"))));
  }
}
