package dev.loopline.metadata.internal.garbage;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Tx;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What is left of runs and models whose rows are gone: up to millions of points, and files. Noted
 * in the transaction that takes the rows, so that nobody restores half a run, and a kill leaves
 * nothing that is not found again; removed in pieces, so that writers are not kept waiting.
 */
record Remains(Database db) {
  private static final int ROWS = 100;
  private static final int PIECE = 5_000;

  private record Remain(long no, @Nullable Long run, String root) {}

  /** What a piece removed, and whether more is left of the same. */
  private record Piece(long files, boolean more) {}

  /**
   * @param run the run whose points go, or null
   * @param root the folder whose files go
   */
  static void note(Tx tx, @Nullable Long run, Optional<String> root) {
    if (run != null || root.isPresent()) {
      tx.handle()
          .createUpdate("insert into metadata_remains (run_no, root) values (:run, :root)")
          .bind("run", run)
          .bind("root", root.orElse(""))
          .execute();
    }
  }

  /** Removes all that is noted; says how many files went. */
  long clear() {
    long files = 0;
    Piece piece;
    do {
      piece = db.write(this::clearSome);
      files += piece.files();
    } while (piece.more());
    return files;
  }

  private Piece clearSome(Tx tx) {
    int left = PIECE;
    long files = 0;
    List<Remain> remains = some(tx.handle());
    for (Remain remain : remains) {
      Long run = remain.run();
      left -= run == null ? 0 : points(tx, run, left);
      int gone = left > 0 ? files(tx, remain.root(), left) : 0;
      files += gone;
      left -= gone;
      if (left <= 0) {
        return new Piece(files, true);
      }
      tx.handle()
          .createUpdate("delete from metadata_remains where no = :no")
          .bind("no", remain.no())
          .execute();
    }
    return new Piece(files, remains.size() == ROWS);
  }

  private static List<Remain> some(Handle h) {
    return h.createQuery("select no, run_no, root from metadata_remains order by no limit " + ROWS)
        .map(
            (rs, ctx) -> {
              long run = rs.getLong("run_no");
              return new Remain(
                  rs.getLong("no"),
                  rs.wasNull() ? null : run,
                  Objects.requireNonNull(rs.getString("root")));
            })
        .list();
  }

  /** Removes points up to a limit or a little more; as many as the limit where more may be left. */
  private static int points(Tx tx, long run, int limit) {
    int gone = 0;
    for (Optional<Long> key = firstKey(tx, run);
        key.isPresent() && gone < limit;
        key = firstKey(tx, run)) {
      gone += pointsOfKey(tx, run, key.get(), limit - gone);
    }
    return gone;
  }

  private static Optional<Long> firstKey(Tx tx, long run) {
    return tx.handle()
        .createQuery(
            "select key_no from run_curve where run_no = :run order by run_no, key_no limit 1")
        .bind("run", run)
        .mapTo(Long.class)
        .findOne();
  }

  private static int pointsOfKey(Tx tx, long run, long key, int limit) {
    // By the step of the last one that fits, found by walking the table's own order.
    Optional<Long> last =
        tx.handle()
            .createQuery(
                """
                select first_step from run_curve where run_no = :run and key_no = :key
                order by first_step, first_at limit 1 offset :offset
                """)
            .bind("run", run)
            .bind("key", key)
            .bind("offset", limit)
            .mapTo(Long.class)
            .findOne();
    return tx.handle()
        .createUpdate(
            "delete from run_curve where run_no = :run and key_no = :key and first_step <= :last")
        .bind("run", run)
        .bind("key", key)
        .bind("last", last.orElse(Long.MAX_VALUE))
        .execute();
  }

  private static int files(Tx tx, String root, int limit) {
    if (root.isEmpty()) {
      return 0;
    }
    return tx.handle()
        .createUpdate(
            """
            delete from artifact where path in
              (select path from artifact where path >= :from and path < :end order by path
               limit :limit)
            """)
        .bind("from", root + "/")
        .bind("end", root + "0")
        .bind("limit", limit)
        .execute();
  }
}
