package dev.loopline.metadata.internal.openlineage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event as it was received, checked.
 *
 * @param type of a run event; OTHER where it does not say
 * @param job of run and job events
 * @param inputs datasets that were read
 * @param outputs datasets that were written, or, of a dataset event, the one that it tells of
 */
record Incoming(
    Instant at,
    State type,
    Optional<Run> run,
    Optional<Named> job,
    List<Data> inputs,
    List<Data> outputs) {
  Incoming {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** A job. */
  record Named(String namespace, String name, ObjectNode facets) {}

  /**
   * A dataset.
   *
   * @param aliases further names of it, by its symlinks
   */
  record Data(Named named, List<Named> aliases) {
    Data {
      aliases = List.copyOf(aliases);
    }
  }

  /**
   * A run of the job.
   *
   * @param parent the run that it is part of
   */
  record Run(String id, ObjectNode facets, Optional<String> parent) {}

  /** States of a run. */
  enum State {
    OTHER,
    START,
    RUNNING,
    COMPLETE,
    ABORT,
    FAIL;

    boolean isEnd() {
      return compareTo(COMPLETE) >= 0;
    }
  }
}
