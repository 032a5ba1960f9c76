package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.TrackingError;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs by id, the last ones asked for remembered, and whether they may be written to. */
final class KnownRuns {
  private static final int REMEMBERED = 10_000;
  private static final String ACTIVE =
      """
      select 1 from run r join experiment e on e.id = r.experiment_id
      where r.no = ? and r.deleted_at is null and e.deleted_at is null
      """;

  private final Database db;
  private final Map<String, RunRef> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RunRef> eldest) {
              return size() > REMEMBERED;
            }
          });

  KnownRuns(Database db) {
    this.db = db;
  }

  RunRef require(String id) {
    RunRef ref = known.get(id);
    if (ref == null) {
      ref = db.read(h -> RunDao.find(h, id)).map(RunRef::of).orElseThrow(() -> noSuchRun(id));
      known.put(id, ref);
    }
    return ref;
  }

  /** Forgets a run that is gone for good. */
  void forget(String id) {
    known.remove(id);
  }

  /** Checked in the transaction of the write: a run may be deleted at any time. */
  static void requireActive(Tx tx, RunRef run) {
    try {
      PreparedStatement select = tx.prepared(ACTIVE);
      select.setLong(1, run.no());
      try (ResultSet rs = select.executeQuery()) {
        if (rs.next()) {
          return;
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    if (RunDao.find(tx.handle(), run.id()).isEmpty()) {
      throw noSuchRun(run.id());
    }
    throw new LooplineException(
        TrackingError.INVALID_PARAMETER_VALUE,
        "The run " + run.id() + " must be in the 'active' state. Current state is deleted.");
  }

  static LooplineException noSuchRun(String id) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST, "Run with id=" + id + " not found");
  }
}
