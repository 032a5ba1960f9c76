package dev.loopline.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a list is wanted. */
public final class Paging {
  private static final int PAGE = 1_000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  int limit = 50;

  @Option(names = "--all", description = "All of them, however many there are.")
  boolean all;

  /** Asks for one page of a list. */
  @FunctionalInterface
  public interface Source {
    /**
     * @param cursor null for the first page
     */
    Slice page(@Nullable String cursor, int limit);
  }

  /** As much of a list as is wanted, through its pages. */
  public Slice read(Source source) {
    if (limit < 1) {
      throw new CommandFailed("--limit is " + limit + "; ask for at least 1.");
    }
    int wanted = all ? Integer.MAX_VALUE : limit;
    List<JsonNode> items = new ArrayList<>();
    String cursor = null;
    do {
      Slice page = source.page(cursor, Math.min(PAGE, wanted - items.size()));
      items.addAll(page.items());
      cursor = page.next();
    } while (cursor != null && items.size() < wanted);
    return new Slice(items, cursor);
  }
}
