package dev.loopline.registry.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.Purged;
import dev.loopline.kernel.garbage.Purger;
import dev.loopline.kernel.json.Json;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Removes the files and tags of deleted versions. What they were made from stays, and so do their
 * histories: a prediction that one of them made is explained after years.
 */
record VersionPurger(Kernel kernel) implements Purger {
  private static final int SOME = 100;
  private static final String DOOMED =
      """
      from model_version v where v.deleted_at <= :before and (
        exists (select 1 from model_file f where f.model_no = v.model_no and f.version = v.version)
        or exists (select 1 from model_version_blob b
          where b.model_no = v.model_no and b.version = v.version))
      """;

  @Override
  public Purged count(Doomed doomed) {
    if (!doomed.isEverything()) {
      return Purged.NOTHING;
    }
    long versions =
        kernel
            .db()
            .read(
                h ->
                    h.createQuery("select count(*) " + DOOMED)
                        .bind("before", doomed.before())
                        .mapTo(Long.class)
                        .one());
    return Purged.of("modelVersions", versions);
  }

  @Override
  public Purged purge(Doomed doomed, String actor) {
    long removed = 0;
    if (doomed.isEverything()) {
      int some;
      do {
        some = kernel.db().write(tx -> purgeSome(tx, doomed, actor));
        removed += some;
      } while (some == SOME);
    }
    return Purged.of("modelVersions", removed);
  }

  private int purgeSome(Tx tx, Doomed doomed, String actor) {
    List<VersionKey> keys = some(tx.handle(), doomed);
    for (VersionKey key : keys) {
      for (String table : List.of("model_file", "model_version_blob", "model_version_tag")) {
        tx.handle()
            .createUpdate("delete from " + table + " where model_no = :no and version = :version")
            .bind("no", key.model())
            .bind("version", key.version())
            .execute();
      }
    }
    if (!keys.isEmpty()) {
      Map<String, ?> data =
          Map.of("versions", keys.stream().map(k -> k.model() + "/" + k.version()).toList());
      kernel
          .events()
          .append(
              tx,
              new NewEvent(
                  "registry.versions.removed",
                  "registry",
                  "versions",
                  null,
                  actor,
                  Json.tree(data)));
    }
    return keys.size();
  }

  private static List<VersionKey> some(Handle h, Doomed doomed) {
    return h.createQuery(
            "select v.model_no, v.version "
                + DOOMED
                + " order by v.model_no, v.version limit "
                + SOME)
        .bind("before", doomed.before())
        .map((rs, ctx) -> new VersionKey(rs.getLong("model_no"), rs.getInt("version")))
        .list();
  }
}
