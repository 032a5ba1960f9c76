package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Metadata;

/** The component's services over one memory of runs and names. */
public final class MetadataStore {
  private MetadataStore() {}

  public static Metadata open(Kernel kernel) {
    KnownRuns runs = new KnownRuns(kernel.db());
    LoggedNames names = new LoggedNames(kernel.db());
    return new Metadata(
        new StoredExperiments(kernel),
        new StoredRuns(kernel, runs, names),
        new StoredRunSurvey(kernel, names),
        new StoredRunLog(kernel, runs, names),
        new StoredRunFiles(kernel),
        new StoredLoggedModels(kernel, names));
  }
}
