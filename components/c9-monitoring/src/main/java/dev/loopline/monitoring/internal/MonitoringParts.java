package dev.loopline.monitoring.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventFilter;
import dev.loopline.monitoring.Labels;
import dev.loopline.monitoring.Monitoring;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.product.Products;

/** Makes the services and joins them to the log. */
public final class MonitoringParts {
  private MonitoringParts() {}

  /** Labels apart: others need them before monitoring can be opened. */
  public static Labels labels(Kernel kernel) {
    return new StoredLabels(kernel.db(), kernel.events());
  }

  /** Opens monitoring; from then on it follows the log. */
  public static Monitoring open(
      Kernel kernel, Labels labels, Products products, Predictions predictions, Models models) {
    ProductValues values = new ProductValues(products);
    Intake intake = new Intake(kernel.db(), predictions, models);
    Comparison comparison = new Comparison(kernel.db(), predictions, models);
    RunningChallenges challenges =
        new RunningChallenges(kernel, values, models, comparison, intake);
    WatchingMonitors monitors = new WatchingMonitors(kernel, models, values, intake, challenges);
    StoryOfEvents story = new StoryOfEvents(kernel.db(), products, challenges);
    kernel
        .events()
        .subscribe(
            "monitoring",
            EventFilter.all(),
            event -> {
              story.tell(event);
              if (event.type().equals("time.advanced")) {
                advance(kernel, monitors, story, event);
              }
            });
    return new Monitoring(labels, monitors, challenges, story);
  }

  private static void advance(
      Kernel kernel, WatchingMonitors monitors, StoryOfEvents story, Event event) {
    String product = event.product();
    if (product == null || monitors.list(product).isEmpty()) {
      return;
    }
    monitors.advance(product);
    boolean any =
        monitors.list(product).stream()
            .anyMatch(
                m ->
                    kernel
                        .db()
                        .read(h -> PredictionDao.cursor(h, product, m.endpoint()))
                        .isPresent());
    story.evaluated(event, product, any);
  }
}
