package dev.loopline.monitoring.internal;

import dev.loopline.monitoring.Label;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a label: in force from when it was known until the next was.
 *
 * @param number in the order of arrival
 * @param replacedAt null while it is the newest
 */
record LabelVersion(int number, boolean positive, Instant knownAt, @Nullable Instant replacedAt) {
  private static final Comparator<LabelVersion> BY_TIME =
      Comparator.comparing(LabelVersion::knownAt).thenComparingInt(LabelVersion::number);

  /** What a label changes: the version that it adds, and the one that this replaces. */
  record Change(LabelVersion added, Optional<LabelVersion> replaced) {}

  /** Empty where the value is in force at its time already; versions come in any order. */
  static Optional<Change> of(List<LabelVersion> there, Label label) {
    List<LabelVersion> ordered = new ArrayList<>(there);
    ordered.sort(BY_TIME);
    LabelVersion before = null;
    LabelVersion after = null;
    for (LabelVersion version : ordered) {
      if (!version.knownAt().isAfter(label.time())) {
        before = version;
      } else if (after == null) {
        after = version;
      }
    }
    if (before != null && before.positive() == label.positive()) {
      return Optional.empty();
    }
    Instant until = after == null ? null : after.knownAt();
    return Optional.of(
        new Change(
            new LabelVersion(there.size(), label.positive(), label.time(), until),
            Optional.ofNullable(before).map(v -> v.until(label.time()))));
  }

  private LabelVersion until(Instant end) {
    return new LabelVersion(number, positive, knownAt, end);
  }
}
