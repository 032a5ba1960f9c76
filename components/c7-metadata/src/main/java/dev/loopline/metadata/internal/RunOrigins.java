package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;

/**
 * Keeps beside a run's tags what they say that it came of, so that a commit leads to its runs and a
 * parent to its children without a look through all tags.
 */
final class RunOrigins {
  /** Tags of MLflow's clients, and the kind of thing that each names. */
  private static final Map<String, String> KINDS =
      Map.of("mlflow.source.git.commit", "commit", "mlflow.parentRunId", "run");

  private static final int LONGEST = 250;

  private static final String PUT =
      """
      insert into run_origin (run_no, kind, origin) values (?, ?, ?)
      on conflict (run_no, kind) do update set origin = excluded.origin
      """;
  private static final String DELETE = "delete from run_origin where run_no = ? and kind = ?";

  private RunOrigins() {}

  /** A tag that names nothing, or the run itself, is as if it were not there. */
  static void tagged(Tx tx, RunRef run, String key, String value) throws SQLException {
    String kind = KINDS.get(key);
    if (kind == null) {
      return;
    }
    // Git writes small letters; a tag that somebody typed means the same commit.
    String origin = value.strip().toLowerCase(Locale.ROOT);
    if (origin.isEmpty() || origin.length() > LONGEST || origin.equals(run.id())) {
      delete(tx, run, kind);
      return;
    }
    PreparedStatement put = tx.prepared(PUT);
    put.setLong(1, run.no());
    put.setString(2, kind);
    put.setString(3, origin);
    put.executeUpdate();
  }

  static void untagged(Tx tx, RunRef run, String key) throws SQLException {
    String kind = KINDS.get(key);
    if (kind != null) {
      delete(tx, run, kind);
    }
  }

  private static void delete(Tx tx, RunRef run, String kind) throws SQLException {
    PreparedStatement delete = tx.prepared(DELETE);
    delete.setLong(1, run.no());
    delete.setString(2, kind);
    delete.executeUpdate();
  }
}
