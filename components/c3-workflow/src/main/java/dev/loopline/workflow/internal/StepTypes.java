package dev.loopline.workflow.internal;

import dev.loopline.workflow.spi.Placement;
import dev.loopline.workflow.spi.StepType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** The step types that components have registered. */
final class StepTypes {
  private final Map<String, StepType> byName = new ConcurrentSkipListMap<>();
  private volatile boolean frozen;

  void register(StepType type) {
    if (frozen) {
      throw new IllegalStateException("step '" + type.name() + "' comes after begin()");
    }
    if (byName.putIfAbsent(type.name(), type) != null) {
      throw new IllegalStateException("two step types are called '" + type.name() + "'");
    }
  }

  void freeze() {
    frozen = true;
  }

  /** A live view. */
  Map<String, StepType> byName() {
    return byName;
  }

  Set<String> names() {
    return byName.keySet();
  }

  List<String> names(Placement placement) {
    return byName.values().stream()
        .filter(t -> t.placement() == placement)
        .map(StepType::name)
        .toList();
  }

  Optional<StepType> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  StepType require(String name) {
    StepType type = byName.get(name);
    if (type == null) {
      throw new IllegalStateException("step type '" + name + "' is gone");
    }
    return type;
  }
}
