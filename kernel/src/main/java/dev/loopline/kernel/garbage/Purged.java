package dev.loopline.kernel.garbage;

import java.util.Map;
import java.util.TreeMap;

/**
 * What went, or would.
 *
 * @param counts by what it is called, such as {@code runs}
 * @param bytes of files that were no blobs, such as parts of uploads
 */
public record Purged(Map<String, Long> counts, long bytes) {
  public static final Purged NOTHING = new Purged(Map.of(), 0);

  public Purged {
    counts = java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  public static Purged of(String what, long count) {
    return new Purged(Map.of(what, count), 0);
  }

  public Purged and(Purged more) {
    Map<String, Long> sums = new TreeMap<>(counts);
    more.counts.forEach((what, count) -> sums.merge(what, count, Long::sum));
    return new Purged(sums, bytes + more.bytes);
  }
}
