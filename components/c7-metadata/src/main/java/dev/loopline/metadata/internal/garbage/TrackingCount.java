package dev.loopline.metadata.internal.garbage;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.garbage.Purged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Counts what would go, in many short reads. */
record TrackingCount(Database db, Roots roots) {
  private static final int SOME = 500;

  Purged of(DoomedRows rows) {
    Map<String, Long> counts = new TreeMap<>(Map.of("files", 0L));
    count(counts, "runs", after -> db.read(h -> rows.runs(h, after, SOME)), roots::ofRun);
    count(
        counts, "loggedModels", after -> db.read(h -> rows.models(h, after, SOME)), roots::ofModel);
    List<DoomedRows.Experiment> experiments = db.read(rows::experiments);
    counts.put("experiments", (long) experiments.size());
    counts.put("llmTraces", 0L);
    for (DoomedRows.Experiment experiment : experiments) {
      counts.merge("llmTraces", db.read(h -> traces(h, experiment.id())), Long::sum);
    }
    return new Purged(counts, 0);
  }

  private void count(
      Map<String, Long> counts,
      String what,
      Function<Long, List<DoomedRows.Row>> some,
      Function<DoomedRows.Row, Optional<String>> root) {
    counts.put(what, 0L);
    List<DoomedRows.Row> found;
    long after = 0;
    do {
      found = some.apply(after);
      counts.merge(what, (long) found.size(), Long::sum);
      List<String> folders = found.stream().flatMap(row -> root.apply(row).stream()).toList();
      counts.merge("files", db.read(h -> files(h, folders)), Long::sum);
      after = found.isEmpty() ? after : found.getLast().no();
    } while (found.size() == SOME);
  }

  private static long files(Handle h, List<String> roots) {
    long files = 0;
    for (String root : roots) {
      files +=
          h.createQuery("select count(*) from artifact where path >= :from and path < :end")
              .bind("from", root + "/")
              .bind("end", root + "0")
              .mapTo(Long.class)
              .one();
    }
    return files;
  }

  private static long traces(Handle h, long experiment) {
    return h.createQuery("select count(*) from llm_trace where experiment_id = :id")
        .bind("id", experiment)
        .mapTo(Long.class)
        .one();
  }
}
