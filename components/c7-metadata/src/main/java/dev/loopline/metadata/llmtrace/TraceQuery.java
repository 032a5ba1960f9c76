package dev.loopline.metadata.llmtrace;

import dev.loopline.metadata.Limits;
import java.util.List;

/** What traces are looked for. */
public record TraceQuery(List<Long> experimentIds, String filter, List<String> orderBy) {
  public TraceQuery {
    experimentIds = experimentIds.stream().distinct().toList();
    orderBy = List.copyOf(orderBy);
    if (experimentIds.size() > 1_000) {
      throw Limits.invalid("A search takes at most 1000 experiments.");
    }
  }
}
