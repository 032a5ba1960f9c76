package dev.loopline.metadata;

import dev.loopline.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs. Whatever is acknowledged is durable, and a change of state is an event. */
public interface Runs {
  /** Starts a run in an active experiment. */
  Run create(NewRun run, String actor);

  /**
   * Begins a run under an id that its maker derives from what it does, so that telling it twice
   * makes one run. One that is there already goes on: its end, and a deletion, are taken back.
   *
   * @param fence asked in the same transaction; what it throws leaves all as it was
   */
  Run begin(String id, NewRun run, String actor, Consumer<Tx> fence);

  /** Ends a run within the caller's transaction, where it is under way; nothing else otherwise. */
  void end(Tx tx, String id, RunStatus status, Instant at, String actor);

  /** The run with what it logged; {@code RESOURCE_DOES_NOT_EXIST} where there is none. */
  Run require(String id);

  Optional<Run> find(String id);

  /** Changes what is not null. An end is one event, however often it is told. */
  RunInfo update(
      String id,
      @Nullable RunStatus status,
      @Nullable Instant endedAt,
      @Nullable String name,
      String actor);

  void delete(String id, String actor);

  void restore(String id, String actor);

  /**
   * A page of a search, ordered by the query's keys, then newest first.
   *
   * @param cursor the previous page's {@link RunPage#next}
   */
  default RunPage search(RunQuery query, @Nullable String cursor, int limit) {
    return search(query, cursor, 0, limit);
  }

  /**
   * A page that does not follow on: in the middle of a search, without the pages before it.
   *
   * @param cursor of any earlier page; null for the beginning
   * @param skip so many runs behind the cursor's are passed over, at the cost of a walk along an
   *     index; with several experiments, of a sort of their runs
   */
  RunPage search(RunQuery query, @Nullable String cursor, long skip, int limit);
}
