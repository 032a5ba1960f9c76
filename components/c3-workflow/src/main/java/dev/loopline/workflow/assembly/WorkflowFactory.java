package dev.loopline.workflow.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.search.table.TableSearch;
import dev.loopline.workflow.Workflows;
import dev.loopline.workflow.internal.Engine;
import dev.loopline.workflow.internal.SearchedRuns;
import dev.loopline.workflow.internal.StoredWorkflows;
import java.time.Duration;

/** Opens {@link Workflows}. */
public final class WorkflowFactory {
  private WorkflowFactory() {}

  /**
   * @param threads how many in-process steps run at once
   * @param lease how long an attempt without a heartbeat is still its worker's
   */
  public record Options(int threads, Duration lease) {
    public Options {
      if (threads < 1 || !lease.isPositive()) {
        throw new IllegalArgumentException("threads and lease must be positive");
      }
    }

    public static Options standard() {
      return new Options(
          Math.max(2, Runtime.getRuntime().availableProcessors()), Duration.ofSeconds(30));
    }
  }

  /** Close it before the kernel. Does nothing of its own before {@link Workflows#begin}. */
  public static Workflows open(Kernel kernel, Options options) {
    return new StoredWorkflows(kernel, Engine.of(kernel, options.threads(), options.lease()));
  }

  /** Runs, to be searched. */
  public static TableSearch search(Kernel kernel) {
    return new TableSearch(kernel.db(), SearchedRuns.table());
  }
}
