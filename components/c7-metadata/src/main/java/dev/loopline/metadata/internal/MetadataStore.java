package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.search.table.TableSearch;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.internal.points.Folding;
import dev.loopline.metadata.spi.SearchSource;
import java.util.List;

/** The component's services over one memory of runs and names. */
public final class MetadataStore {
  private static final int MOST_UPLOADS = 1_000;

  private MetadataStore() {}

  public static Metadata open(Kernel kernel) {
    KnownRuns runs = new KnownRuns(kernel.db());
    LoggedNames names = new LoggedNames(kernel.db());
    Folding points = new Folding(kernel.db());
    StoredRunFiles files = new StoredRunFiles(kernel);
    StoredUploads uploads = new StoredUploads(kernel, files, MOST_UPLOADS);
    kernel.garbage().register(uploads);
    return new Metadata(
        new StoredExperiments(kernel),
        new StoredRuns(kernel, runs, names, points),
        new StoredRunSurvey(kernel, names, points),
        new StoredRunLog(kernel, runs, names, points),
        files,
        uploads,
        new StoredLoggedModels(kernel, names));
  }

  /** What of the component is searched. */
  public static List<SearchSource> search(Kernel kernel) {
    return List.of(
        new SearchedRuns(kernel, new LoggedNames(kernel.db()), new Folding(kernel.db())),
        SearchSource.of(new TableSearch(kernel.db(), SearchedExperiments.table())),
        SearchSource.of(new TableSearch(kernel.db(), SearchedDatasets.table())));
  }
}
