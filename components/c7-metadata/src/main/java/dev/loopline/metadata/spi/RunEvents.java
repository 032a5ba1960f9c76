package dev.loopline.metadata.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.events.Event;
import java.util.List;
import java.util.Set;

/**
 * What OpenLineage is told of the log's events. A pure function: the same event gives the same
 * documents, run ids among them, so that one that is sent twice is one run.
 */
public interface RunEvents {
  /** The types of events that are told. */
  Set<String> types();

  /** RunEvents of the specification 2-0-2, in order; none where nothing is told. */
  List<JsonNode> of(Event event);
}
