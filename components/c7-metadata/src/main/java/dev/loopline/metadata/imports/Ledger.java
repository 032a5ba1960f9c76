package dev.loopline.metadata.imports;

import dev.loopline.kernel.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was copied from which server, by what it is called there. Written in the transaction of the
 * copy where the two must not part.
 */
public interface Ledger {
  /** How many marks one call reads or writes. */
  int MOST = 1_000;

  Optional<Mark> find(Tx tx, Entry entry);

  void put(Tx tx, Entry entry, Mark mark);

  /** The marks of those ids that have one. */
  Map<String, Mark> marks(String source, String kind, List<String> ids);

  /** Notes how far the copies of several came. */
  void mark(String source, String kind, Map<String, String> states);
}
