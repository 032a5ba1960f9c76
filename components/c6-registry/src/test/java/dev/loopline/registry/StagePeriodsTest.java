package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.registry.Versions.Clock;
import dev.loopline.registry.Versions.Others;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever happens to versions, who was in production at any moment is answered. */
class StagePeriodsTest {
  private static final SettableClock CLOCK = SettableClock.at("2026-01-01T00:00:00Z");
  private static final Map<Engine, RegistryFixture> FIXTURES = new EnumMap<>(Engine.class);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int VERSIONS = 3;

  private static RegistryFixture fixture(Engine engine) {
    return FIXTURES.computeIfAbsent(
        engine,
        e -> {
          try {
            return RegistryFixture.start(e, Files.createTempDirectory("periods"), CLOCK);
          } catch (IOException x) {
            throw new java.io.UncheckedIOException(x);
          }
        });
  }

  @AfterContainer
  static void stop() {
    FIXTURES.values().forEach(RegistryFixture::close);
  }

  @Property(tries = 40)
  void whoWasInProductionIsAnsweredForAnyMoment(
      @ForAll Engine engine,
      @ForAll @Size(min = 1, max = 25) List<@IntRange(min = 0, max = 1_000) Integer> steps) {
    RegistryFixture f = fixture(engine);
    String model = "m" + COUNT.incrementAndGet();
    f.registry().models().create(model, "", Map.of(), "ana");
    for (int i = 0; i < VERSIONS; i++) {
      f.registry()
          .versions()
          .create(new NewModelVersion(model, "s3://b/p", "", "", "", "", Map.of()), "ana");
    }
    Instant start = CLOCK.now();
    Map<Integer, Stage> stages = new TreeMap<>();
    Set<Integer> deleted = new TreeSet<>();
    TreeMap<Instant, Set<Integer>> truth = new TreeMap<>(Map.of(start, Set.of()));
    String name = model;
    for (int step : steps) {
      CLOCK.advance(Duration.ofMillis(step % 3));
      int version = 1 + step / 3 % VERSIONS;
      if (step % 50 == 0) {
        f.registry().models().rename(name, name + "r", "ana");
        name += "r";
      } else if (step % 17 == 0 && deleted.add(version)) {
        f.registry().versions().delete(name, version, "ana");
        stages.remove(version);
      } else if (!deleted.contains(version)) {
        Stage stage =
            List.of(Stage.NONE, Stage.STAGING, Stage.PRODUCTION, Stage.ARCHIVED).get(step / 9 % 4);
        boolean alone = step % 2 == 0 && Stages.mlflows().active().contains(stage);
        f.registry()
            .versions()
            .transition(name, version, stage, alone ? Others.ARCHIVE : Others.STAY, "ana");
        if (alone) {
          stages.replaceAll((v, s) -> s.equals(stage) ? Stage.ARCHIVED : s);
        }
        stages.put(version, stage);
      }
      truth.put(CLOCK.now(), inProduction(stages));
    }
    CLOCK.advance(Duration.ofMillis(2));
    for (Instant at = start; !at.isAfter(CLOCK.now()); at = at.plusMillis(1)) {
      assertThat(versions(f, name, at))
          .as(steps + " at " + Duration.between(start, at))
          .isEqualTo(truth.floorEntry(at).getValue());
    }
    if (!stages.isEmpty()) {
      f.registry().models().delete(name, "ana");
      assertThat(versions(f, name, CLOCK.now())).isEmpty();
      assertThat(versions(f, name, CLOCK.now().minusMillis(1)))
          .isEqualTo(truth.lastEntry().getValue());
    }
  }

  private static Set<Integer> inProduction(Map<Integer, Stage> stages) {
    return stages.entrySet().stream()
        .filter(e -> e.getValue().equals(Stage.PRODUCTION))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Set<Integer> versions(RegistryFixture f, String model, Instant at) {
    return f.registry().versions().inStage(model, Stage.PRODUCTION, at, Clock.WALL).stream()
        .map(StagePeriod::version)
        .collect(Collectors.toSet());
  }
}
