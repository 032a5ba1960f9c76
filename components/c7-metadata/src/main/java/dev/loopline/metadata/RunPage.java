package dev.loopline.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of runs.
 *
 * @param next continues behind the page's last run, whatever was added since; null where the page
 *     is not full
 */
public record RunPage(List<Run> runs, @Nullable String next) {
  public RunPage {
    runs = List.copyOf(runs);
  }
}
