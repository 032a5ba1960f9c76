package dev.loopline.monitoring.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventFilter;
import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.Challenge;
import dev.loopline.monitoring.Labels;
import dev.loopline.monitoring.Monitoring;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.monitoring.spi.TaskOutputs;
import dev.loopline.product.Products;
import java.time.Instant;

/** Makes the services and joins them to the log. */
public final class MonitoringParts {
  private final WatchingMonitors monitors;
  private final RunningChallenges challenges;
  private final StoryOfEvents story;

  private MonitoringParts(
      WatchingMonitors monitors, RunningChallenges challenges, StoryOfEvents story) {
    this.monitors = monitors;
    this.challenges = challenges;
    this.story = story;
  }

  /** Labels apart: others need them before monitoring can be opened. */
  public static Labels labels(Kernel kernel) {
    return new StoredLabels(kernel.db(), kernel.events());
  }

  /** Opens monitoring; from then on it follows the log. */
  public static Monitoring open(
      Kernel kernel,
      Labels labels,
      Products products,
      Predictions predictions,
      Models models,
      TaskOutputs outputs) {
    ProductValues values = new ProductValues(products);
    Intake intake = new Intake(kernel.db(), predictions, models);
    Comparison comparison = new Comparison(kernel.db(), predictions, models);
    RunningChallenges challenges =
        new RunningChallenges(kernel, values, models, comparison, intake);
    WatchingMonitors monitors = new WatchingMonitors(kernel, models, values, intake, challenges);
    StoryOfEvents story =
        new StoryOfEvents(kernel, products, challenges, new TaskEvidence(outputs));
    MonitoringParts parts = new MonitoringParts(monitors, challenges, story);
    kernel.events().subscribe("monitoring", EventFilter.all(), parts::on);
    return new Monitoring(
        new JoinedLabels(labels, products, predictions), monitors, challenges, story);
  }

  private void on(Event event) {
    story.tell(event);
    String product = event.product();
    if (product == null) {
      return;
    }
    switch (event.type()) {
      case "time.advanced" -> {
        Instant at = Instant.parse(event.data().path("at").asText());
        boolean evaluated = monitors.advance(product, at);
        story.advanced(event, product, monitors.anyPredictions(product), evaluated);
      }
      case RunningChallenges.DECIDED ->
          challenges.carryOut(Json.convert(event.data(), Challenge.class));
      default -> {}
    }
  }
}
