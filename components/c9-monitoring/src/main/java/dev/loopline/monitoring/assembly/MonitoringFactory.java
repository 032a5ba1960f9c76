package dev.loopline.monitoring.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.monitoring.ChallengeStep;
import dev.loopline.monitoring.Labels;
import dev.loopline.monitoring.Monitoring;
import dev.loopline.monitoring.internal.MonitoringParts;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.monitoring.spi.TaskOutputs;
import dev.loopline.product.Products;
import dev.loopline.workflow.spi.InProcessStep;

/** Makes monitoring's services. */
public final class MonitoringFactory {
  private MonitoringFactory() {}

  /** Labels apart: the feature store needs them before monitoring can be opened. */
  public static Labels labels(Kernel kernel) {
    return MonitoringParts.labels(kernel);
  }

  /** Opens monitoring over its neighbours; it follows the log until the kernel closes. */
  public static Monitoring open(
      Kernel kernel,
      Labels labels,
      Products products,
      Predictions predictions,
      Models models,
      TaskOutputs outputs) {
    return MonitoringParts.open(kernel, labels, products, predictions, models, outputs);
  }

  /** The step type {@code challenge}, to be registered with the workflows. */
  public static InProcessStep challengeStep(Monitoring monitoring) {
    return new ChallengeStep(monitoring.challenges());
  }
}
