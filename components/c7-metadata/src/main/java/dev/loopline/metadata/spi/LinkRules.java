package dev.loopline.metadata.spi;

import dev.loopline.kernel.events.Event;
import java.util.List;
import java.util.Set;

/**
 * What the log's events say of lineage. A pure function of the event: the same event, the same
 * answer, however often and however late it is asked.
 */
public interface LinkRules {
  /** The types of events that say something. */
  Set<String> types();

  List<Told> of(Event event);

  /** What an event says. */
  sealed interface Told {}

  /** Something was made from something. */
  record Made(Link link) implements Told {}

  /**
   * Things are named otherwise from now on.
   *
   * @param kinds of the things
   * @param product whose they were
   * @param from what their ids began with
   * @param to what they begin with now
   */
  record Renamed(List<String> kinds, String product, String from, String to) implements Told {
    public Renamed {
      kinds = List.copyOf(kinds);
    }
  }
}
