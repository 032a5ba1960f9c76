package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
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
  DATASETS("evaluation_dataset", "Evaluation dataset"),
  SCORERS("scorer", "Scorer");

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
      throw ImportError.madeHere(title + " " + id);
    }
  }
}
