package dev.loopline.http;

import java.time.Duration;

/** Told of every answered request, for metrics. Must not throw or block. */
@FunctionalInterface
public interface RequestObserver {
  /**
   * @param route the route's template, or {@code unmatched}
   */
  void answered(String method, String route, int status, Duration time);

  static RequestObserver none() {
    return (method, route, status, time) -> {};
  }
}
