package dev.loopline.monitoring;

import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.util.List;
import java.util.Optional;

/** What is watched, and what it shows. */
public interface Monitors {
  /** What is wrong with a {@code monitoring.yaml}; empty where it holds. */
  List<Violation> validate(YamlDocument document);

  /** Replaces a product's monitors by those of a delivered {@code monitoring.yaml}. */
  void apply(String product, String commit, YamlDocument document);

  List<MonitorSpec> list(String product);

  /** Drift over the monitor's window up to now; empty while there is no champion's baseline. */
  Optional<DriftReport> drift(String product, String endpoint);

  Performance performance(String product, String endpoint);
}
