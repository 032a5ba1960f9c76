package dev.loopline.monitoring;

import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is watched, and what it shows. */
public interface Monitors {
  /** What is wrong with a {@code monitoring.yaml}; empty where it holds. */
  List<Violation> validate(YamlDocument document);

  /** Makes these a product's monitors; what no document names is watched no longer. */
  void apply(String product, String commit, List<YamlDocument> documents);

  List<MonitorView> list(String product);

  /** Drift over the monitor's window up to now; empty while there is no champion's baseline. */
  Optional<DriftReport> drift(String product, String endpoint);

  /** What a monitor found before a moment, newest first; of each day the last evaluation. */
  List<DriftPoint> driftHistory(String product, String monitor, Instant before, int limit);

  /** By month, of rows that are ripe by now and labels that are known by now. */
  Performance performance(String product, String endpoint);
}
