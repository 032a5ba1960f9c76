package dev.loopline.training.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Metadata;
import dev.loopline.product.Products;
import dev.loopline.registry.Registry;
import dev.loopline.training.internal.RegisterStep;
import dev.loopline.training.internal.TrackedTraining;
import dev.loopline.training.internal.TrainStep;
import dev.loopline.workflow.spi.StepType;
import java.util.List;

/** Makes the component's step types. */
public final class TrainingFactory {
  private TrainingFactory() {}

  /** {@code train} and {@code register}. */
  public static List<StepType> steps(
      Kernel kernel, Products products, Metadata metadata, Registry registry) {
    TrackedTraining tracked = new TrackedTraining(metadata, kernel.clock());
    return List.of(new TrainStep(products, tracked), new RegisterStep(tracked, registry));
  }
}
