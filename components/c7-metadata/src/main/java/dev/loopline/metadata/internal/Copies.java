package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.imports.ImportError;
import org.jdbi.v3.core.Handle;

/**
 * Which rows imports made. An import changes only those: what was made here stays as it is,
 * whatever another server holds under the same id.
 */
public enum Copies {
  RUNS("run", "Run"),
  LOGGED_MODELS("logged_model", "Logged model"),
  TRACES("llm_trace", "Trace"),
  DATASETS("evaluation_dataset", "Evaluation dataset");

  private final String table;
  private final String title;

  Copies(String table, String title) {
    this.table = table;
    this.title = title;
  }

  /** Notes that an import made the row. */
  public void note(Tx tx, long no) {
    tx.handle()
        .createUpdate("update " + table + " set imported = 1 where no = :no")
        .bind("no", no)
        .execute();
  }

  /** Refuses a row that no import made. */
  public void require(Handle h, long no, String id) {
    int imported =
        h.createQuery("select imported from " + table + " where no = :no")
            .bind("no", no)
            .mapTo(Integer.class)
            .one();
    if (imported == 0) {
      throw madeHere(title + " " + id);
    }
  }

  /**
   * Why something is not changed by an import.
   *
   * @param what such as {@code Run 4f…}
   */
  public static LooplineException madeHere(String what) {
    return new LooplineException(
        ImportError.IMPORT_CONFLICT,
        what
            + " was made here, not by an import, and is left as it is. To have the other server's"
            + " instead, delete this one for good and import again.");
  }
}
