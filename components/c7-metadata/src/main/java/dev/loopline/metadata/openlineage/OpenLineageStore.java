package dev.loopline.metadata.openlineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What other tools told by OpenLineage. Events may come in any order and more than once: what is
 * known in the end is the same.
 */
public interface OpenLineageStore {
  /**
   * Takes a run, job or dataset event. Durable when it returns.
   *
   * @return whether it was new
   * @throws dev.loopline.kernel.error.LooplineException INVALID_DOCUMENT with the path of what does
   *     not fit; then nothing was taken
   */
  boolean receive(JsonNode event);

  /**
   * A job.
   *
   * @param facets the newest of each name
   * @param lastEvent when the newest event that told of it happened
   */
  record Job(String id, String namespace, String name, JsonNode facets, Instant lastEvent) {}

  /** A dataset; {@link Job} says what its parts are. */
  record Dataset(String id, String namespace, String name, JsonNode facets, Instant lastEvent) {}

  /**
   * A run of a job.
   *
   * @param job the job's id
   * @param state START, RUNNING, COMPLETE, ABORT, FAIL or OTHER
   * @param startedAt null where no event told of a start
   * @param endedAt null while no event told of an end
   */
  record Run(
      String id,
      String job,
      String state,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      JsonNode facets) {}

  /**
   * Items in the order in which they became known.
   *
   * @param next the cursor of what follows; null where nothing does
   */
  record Found<T>(List<T> items, @Nullable String next) {
    public Found {
      items = List.copyOf(items);
    }
  }

  Found<Job> jobs(@Nullable String cursor, int limit);

  Found<Dataset> datasets(@Nullable String cursor, int limit);

  /**
   * Runs.
   *
   * @param job only those of the job with this id; null for all
   */
  Found<Run> runs(@Nullable String job, @Nullable String cursor, int limit);
}
