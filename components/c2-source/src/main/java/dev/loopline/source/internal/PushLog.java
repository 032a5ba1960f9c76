package dev.loopline.source.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.source.Commit;
import dev.loopline.source.Ref;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * Tells the log of every ref that moved. What the log already tells of stands in a table, written
 * in the event's own transaction; so whatever moved since can be told at any time, exactly once.
 * The caller holds the repository's lock: refs that moved meanwhile would be told backwards.
 */
final class PushLog {
  private static final int MOST_COMMITS = 100;

  private final Kernel kernel;

  PushLog(Kernel kernel) {
    this.kernel = kernel;
  }

  /** One ref that is not where the log last told; zeros stand for a ref that is not there. */
  private record Move(String ref, String before, String after, List<Commit> commits) {}

  /** Appends a {@code source.push} event for each ref that moved; returns how many. */
  int record(String product, Repository repository, String actor) throws IOException {
    Map<String, String> now = new TreeMap<>();
    for (Ref ref : CommitReader.refs(repository)) {
      now.put(ref.name(), ref.commit());
    }
    Map<String, String> known = kernel.db().read(h -> SourceRefDao.all(h, product));
    List<Move> moves = moves(repository, known, now);
    if (!moves.isEmpty()) {
      kernel.db().change(tx -> moves.forEach(move -> append(tx, product, move, actor)));
    }
    return moves.size();
  }

  private static List<Move> moves(
      Repository repository, Map<String, String> known, Map<String, String> now)
      throws IOException {
    // What any ref led to before is no news; a new branch tells only of what it adds.
    Collection<String> told = known.values();
    List<Move> moves = new ArrayList<>();
    for (Map.Entry<String, String> ref : now.entrySet()) {
      String before = known.getOrDefault(ref.getKey(), ObjectId.zeroId().name());
      String after = ref.getValue();
      if (!before.equals(after)) {
        List<Commit> commits = CommitReader.added(repository, told, after, MOST_COMMITS + 1);
        moves.add(new Move(ref.getKey(), before, after, commits));
      }
    }
    for (Map.Entry<String, String> ref : known.entrySet()) {
      if (!now.containsKey(ref.getKey())) {
        moves.add(new Move(ref.getKey(), ref.getValue(), ObjectId.zeroId().name(), List.of()));
      }
    }
    return moves;
  }

  private void append(Tx tx, String product, Move move, String actor) {
    if (!SourceRefDao.move(tx, product, move.ref(), move.before(), move.after())) {
      return;
    }
    int told = Math.min(MOST_COMMITS, move.commits().size());
    ObjectNode data =
        Json.object()
            .put("ref", move.ref())
            .put("before", move.before())
            .put("after", move.after())
            .put("count", told)
            .put("truncated", told < move.commits().size());
    ArrayNode commits = data.putArray("commits");
    // Who wrote a commit stays in git, where it can be looked up: the log is for ever.
    move.commits().stream()
        .limit(MOST_COMMITS)
        .forEach(c -> commits.addObject().put("id", c.id()).put("message", c.message()));
    kernel
        .events()
        .append(tx, new NewEvent("source.push", "source", move.ref(), product, actor, data));
  }
}
