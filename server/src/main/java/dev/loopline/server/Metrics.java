package dev.loopline.server;

import dev.loopline.http.Reply;
import dev.loopline.http.RequestObserver;
import dev.loopline.http.Route;
import dev.loopline.kernel.events.EventLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The server's own measurements, as Prometheus reads them. */
final class Metrics implements RequestObserver {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** A client may send any word as its method; each would be a series of its own. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  Metrics(EventLog events) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("loopline.events.set.aside", () -> events.setAside().count())
        .description("Events that a subscriber could not handle and went on without")
        .register(registry);
    Gauge.builder("loopline.subscribers.behind", events::farthestBehind)
        .description("Events that the slowest subscriber has yet to handle")
        .register(registry);
    Gauge.builder("loopline.subscribers.dead", () -> events.deadSubscribers().size())
        .description("Subscribers whose thread has died")
        .register(registry);
  }

  @Override
  public void answered(String method, String route, int status, Duration time) {
    Timer.builder("loopline.http.requests")
        .description("Answered requests by route and status")
        .tag("method", METHODS.contains(method) ? method : "OTHER")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(time);
  }

  List<Route> routes() {
    return List.of(
        Route.get("/metrics")
            .id("getMetrics")
            .tag("server")
            .summary("Measurements in Prometheus' text format")
            .to(call -> Reply.text("text/plain; version=0.0.4; charset=utf-8", registry.scrape())));
  }
}
