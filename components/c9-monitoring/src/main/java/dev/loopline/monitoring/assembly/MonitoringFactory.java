package dev.loopline.monitoring.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.monitoring.Monitoring;
import dev.loopline.monitoring.internal.MonitoringParts;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.PredictionValue;
import dev.loopline.monitoring.spi.Predictions;

/** Makes monitoring's services. */
public final class MonitoringFactory {
  private MonitoringFactory() {}

  /** Opens monitoring over its neighbours; it follows the log until the kernel closes. */
  public static Monitoring open(
      Kernel kernel, Predictions predictions, Models models, PredictionValue.Source values) {
    return MonitoringParts.open(kernel, predictions, models, values);
  }
}
