package dev.loopline.workflow.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.garbage.BlobColumn;
import dev.loopline.kernel.garbage.BlobUser;
import dev.loopline.kernel.garbage.Doomed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What runs and pipelines use. A task stores its outputs while it runs and names them when it ends,
 * so nothing goes that is younger than the oldest attempt under way.
 */
record WorkflowBlobs(Kernel kernel) implements BlobUser {
  private static final BlobColumn DIGESTS = BlobColumn.hex("workflow_blob", "digest");

  @Override
  public String component() {
    return "workflow";
  }

  @Override
  public Uses uses(Optional<Doomed> leaving) {
    return some -> DIGESTS.among(kernel.db(), some);
  }

  @Override
  public Duration unnamedFor() {
    Instant now = kernel.clock().now();
    return kernel
        .db()
        .read(TaskDao::oldestAttempt)
        .map(start -> Duration.between(start, now))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }
}
