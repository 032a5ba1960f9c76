package dev.loopline.metadata.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a trace leads through.
 *
 * @param kind such as {@code prediction} or {@code model version}
 * @param facts in the order in which they are told
 * @param href where it is shown, where there is such a place
 * @param parents what it was made from
 * @param presence whether it can be looked at
 */
public record TraceNode(
    String kind,
    String id,
    String title,
    Map<String, String> facts,
    @Nullable String href,
    List<Ref> parents,
    Presence presence) {
  public TraceNode {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    parents = List.copyOf(parents);
  }

  /** One that is there. */
  public TraceNode(
      String kind,
      String id,
      String title,
      Map<String, String> facts,
      @Nullable String href,
      List<Ref> parents) {
    this(kind, id, title, facts, href, parents, Presence.THERE);
  }

  /** Names a thing of a kind. */
  public record Ref(String kind, String id) {}
}
