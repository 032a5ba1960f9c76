package dev.loopline.metadata.internal;

import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.TrackingError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * What collections removed for good, noted in the transaction that removes it. Its name outlives it
 * for lineage, and no file comes to where its files were: none would ever be collected there.
 */
public final class Removed {
  public static final String RUN = "run";
  public static final String MODEL = "logged model";
  public static final String DATASET = "dataset";
  public static final String EXPERIMENT = "experiment";

  private static final String TABLE = "metadata_removed";

  private Removed() {}

  /**
   * One that goes.
   *
   * @param experiment its name
   * @param digest of a dataset, else empty
   * @param root the folder of its files; empty where they lie elsewhere
   */
  public record Thing(
      String kind, String id, String name, String experiment, String digest, String root) {}

  /** Begins a removal: files that are being named come wholly before it, or are refused after. */
  public static void begin(Tx tx, Dialect dialect) {
    // Without it, a file could be named after the folder was emptied, by a transaction that began
    // before anything was noted here.
    dialect.lockAlone(TABLE).ifPresent(lock -> tx.handle().execute(lock));
  }

  /** Once more where an import brought one back that goes again. */
  public static void note(Tx tx, List<Thing> things, Instant now) {
    if (things.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        tx.handle()
            .prepareBatch(
                """
                insert into metadata_removed (kind, id, name, experiment, digest, root, removed_at)
                values (:kind, :id, :name, :experiment, :digest, :root, :now)
                on conflict (kind, id) do update set
                  name = excluded.name, experiment = excluded.experiment,
                  digest = excluded.digest, root = excluded.root,
                  removed_at = excluded.removed_at
                """);
    things.forEach(thing -> batch.bindMethods(thing).bind("now", now).add());
    batch.execute();
  }

  /**
   * What is known of one that is gone.
   *
   * @param digest of a dataset, else empty
   */
  public record Gone(String id, String name, String experiment, String digest, Instant removedAt) {}

  /** Those of some that are gone. */
  public static List<Gone> find(Handle h, String kind, List<String> ids) {
    return h.createQuery(
            """
            select id, name, experiment, digest, removed_at from metadata_removed
            where kind = :kind and id in (<ids>)
            """)
        .bind("kind", kind)
        .bindList("ids", ids)
        .map(
            (rs, ctx) ->
                new Gone(
                    rs.getString("id"),
                    rs.getString("name"),
                    rs.getString("experiment"),
                    rs.getString("digest"),
                    Instant.ofEpochMilli(rs.getLong("removed_at"))))
        .list();
  }

  /** {@link #requireThere} for the transaction that names a file. */
  static void requireStillThere(Tx tx, Dialect dialect, SafePath file) {
    dialect.lockShared(TABLE).ifPresent(lock -> tx.handle().execute(lock));
    requireThere(tx.handle(), file);
  }

  /** Refuses a file of what is gone for good; what an import brought back takes files again. */
  static void requireThere(Handle h, SafePath file) {
    h.createQuery(
            """
            select kind, id from metadata_removed g where root in (<folders>) and not case kind
              when 'run' then exists (select 1 from run r where r.id = g.id)
              when 'logged model' then exists (select 1 from logged_model m where m.id = g.id)
              else exists (select 1 from experiment e
                where e.artifact_location = 'mlflow-artifacts:/' || g.root
                  or e.artifact_location >= 'mlflow-artifacts:/' || g.root || '/'
                  and e.artifact_location < 'mlflow-artifacts:/' || g.root || '0')
              end
            limit 1
            """)
        .bindList("folders", folders(file))
        .map((rs, ctx) -> gone(rs.getString("kind"), rs.getString("id")))
        .findOne()
        .ifPresent(
            gone -> {
              throw gone;
            });
  }

  private static List<String> folders(SafePath file) {
    List<String> folders = new ArrayList<>();
    String folder = "";
    for (String part : file.parts()) {
      folder = folder.isEmpty() ? part : folder + "/" + part;
      folders.add(folder);
    }
    return folders;
  }

  private static LooplineException gone(String kind, String id) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST,
        "The "
            + kind
            + " "
            + id
            + " was deleted and removed for good: it takes no more files. Store them in another.");
  }
}
