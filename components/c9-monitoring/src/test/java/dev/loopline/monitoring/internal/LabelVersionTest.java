package dev.loopline.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.monitoring.Label;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LabelVersionTest {
  /**
   * In whatever order labels arrive, one is in force at a time: the last that was known by then.
   */
  @Property(tries = 500)
  void oneVersionIsInForceAtATime(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 8) Integer> times,
      @ForAll @Size(value = 12) List<Boolean> values) {
    List<LabelVersion> versions = new ArrayList<>();
    List<Label> told = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      Label label = new Label("k", values.get(i), Instant.ofEpochSecond(times.get(i)));
      LabelVersion.of(versions, label)
          .ifPresent(
              change -> {
                told.add(label);
                versions.add(change.added());
                change.replaced().ifPresent(old -> versions.set(old.number(), old));
              });
      assertThat(LabelVersion.of(versions, label)).isEmpty();
    }
    for (int at = 0; at <= 9; at++) {
      Instant then = Instant.ofEpochSecond(at);
      List<LabelVersion> inForce =
          versions.stream()
              .filter(v -> !v.knownAt().isAfter(then))
              .filter(v -> v.replacedAt() == null || v.replacedAt().isAfter(then))
              .toList();
      List<Label> known = told.stream().filter(l -> !l.time().isAfter(then)).toList();
      assertThat(inForce).hasSize(known.isEmpty() ? 0 : 1);
      if (!known.isEmpty()) {
        Instant newest = known.stream().map(Label::time).max(Instant::compareTo).orElseThrow();
        Label last = known.stream().filter(l -> l.time().equals(newest)).toList().getLast();
        assertThat(inForce.getFirst().positive()).isEqualTo(last.positive());
      }
    }
  }
}
