package dev.loopline.metadata.http.lineage;

import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.metadata.openlineage.OpenLineageStore;
import dev.loopline.metadata.openlineage.OpenLineageStore.Found;
import java.util.List;

/** OpenLineage's one route, where its clients send their events, and what became of them. */
public final class OpenLineageRoutes {
  private static final String LINEAGE = "/api/v1/lineage";
  private static final String TAG = "metadata";
  private static final long LARGEST_EVENT = 4L << 20;

  private OpenLineageRoutes() {}

  public static List<Route> routes(OpenLineageStore store) {
    return List.of(
        Route.post(LINEAGE)
            .id("receiveOpenLineage")
            .tag(TAG)
            .summary("Takes an OpenLineage event: 201 for a new one, 200 for one that was taken")
            .maxBody(LARGEST_EVENT)
            .to(call -> Reply.status(store.receive(call.json()) ? 201 : 200)),
        Route.get(LINEAGE + "/jobs")
            .id("listOpenLineageJobs")
            .tag(TAG)
            .summary("Jobs that OpenLineage events told of")
            .pages(OpenLineageStore.Job.class)
            .to(
                call -> {
                  PageRequest page = call.page();
                  return page(store.jobs(page.cursor().orElse(null), page.limit()));
                }),
        Route.get(LINEAGE + "/datasets")
            .id("listOpenLineageDatasets")
            .tag(TAG)
            .summary("Datasets that OpenLineage events told of, beside our own")
            .pages(OpenLineageStore.Dataset.class)
            .to(
                call -> {
                  PageRequest page = call.page();
                  return page(store.datasets(page.cursor().orElse(null), page.limit()));
                }),
        Route.get(LINEAGE + "/runs")
            .id("listOpenLineageRuns")
            .tag(TAG)
            .summary("Runs that OpenLineage events told of")
            .query("job", "Only those of the job with this id")
            .pages(OpenLineageStore.Run.class)
            .to(
                call -> {
                  PageRequest page = call.page();
                  return page(
                      store.runs(
                          call.query("job").orElse(null),
                          page.cursor().orElse(null),
                          page.limit()));
                }));
  }

  private static <T> Reply page(Found<T> found) {
    return Reply.json(new Page<>(found.items(), found.next()));
  }
}
