package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The statements over aliases. */
final class AliasDao {
  private AliasDao() {}

  static Optional<Integer> find(Handle h, long no, String alias) {
    return h.createQuery("select version from model_alias where model_no = :no and alias = :alias")
        .bind("no", no)
        .bind("alias", alias)
        .mapTo(Integer.class)
        .findOne();
  }

  static void set(Tx tx, long no, String alias, int version) {
    tx.handle()
        .createUpdate(
            """
            insert into model_alias (model_no, alias, version) values (:no, :alias, :version)
            on conflict (model_no, alias) do update set version = excluded.version
            """)
        .bind("no", no)
        .bind("alias", alias)
        .bind("version", version)
        .execute();
  }

  static void drop(Tx tx, long no, String alias) {
    tx.handle()
        .createUpdate("delete from model_alias where model_no = :no and alias = :alias")
        .bind("no", no)
        .bind("alias", alias)
        .execute();
  }

  private record Alias(long model, String alias, int version) {}

  /** The aliases of models, by name. */
  static Map<Long, Map<String, Integer>> ofModels(Handle h, List<Long> models) {
    Map<Long, Map<String, Integer>> all = new HashMap<>();
    InChunks.ofModels(
            h,
            "select model_no, alias, version from model_alias where model_no in",
            models,
            (rs, ctx) ->
                new Alias(rs.getLong("model_no"), rs.getString("alias"), rs.getInt("version")))
        .forEach(
            a -> all.computeIfAbsent(a.model(), k -> new TreeMap<>()).put(a.alias(), a.version()));
    return all;
  }
}
