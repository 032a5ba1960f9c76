package dev.loopline.metadata.internal.openlineage;

import dev.loopline.kernel.db.Database;
import dev.loopline.metadata.internal.openlineage.NamedDao.Table;
import dev.loopline.metadata.openlineage.OpenLineageNames;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Jobs, their runs and datasets that OpenLineage told of, each kind in one statement. */
public final class ToldThings {
  private static final int AT_ONCE = 500;

  private final Database db;

  public ToldThings(Database db) {
    this.db = db;
  }

  public List<TraceSource> all() {
    return List.of(
        new Told(OpenLineageNames.JOB, ids -> named(OpenLineageNames.JOB, Table.JOB, ids)),
        new Told(
            OpenLineageNames.DATASET, ids -> named(OpenLineageNames.DATASET, Table.DATASET, ids)),
        new Told(OpenLineageNames.JOB_RUN, this::runs));
  }

  private record Told(String kind, Function<List<String>, List<TraceNode>> look)
      implements TraceSource {
    @Override
    public Optional<TraceNode> find(String product, String id) {
      return findAll(product, List.of(id)).stream().findFirst();
    }

    @Override
    public List<TraceNode> findAll(String product, List<String> ids) {
      List<TraceNode> found = new ArrayList<>();
      for (int i = 0; i < ids.size(); i += AT_ONCE) {
        found.addAll(look.apply(ids.subList(i, Math.min(ids.size(), i + AT_ONCE))));
      }
      return found;
    }
  }

  private List<TraceNode> named(String kind, Table table, List<String> ids) {
    return db.read(h -> NamedDao.all(h, table, ids)).stream()
        .map(
            row -> {
              Map<String, String> facts = new LinkedHashMap<>();
              facts.put("namespace", row.namespace());
              facts.put("name", row.name());
              facts.put("last event", row.at().toString());
              return new TraceNode(kind, row.id(), row.name(), facts, null, List.of());
            })
        .toList();
  }

  private List<TraceNode> runs(List<String> ids) {
    return db.read(h -> JobRunDao.all(h, ids)).stream().map(ToldThings::run).toList();
  }

  private static TraceNode run(JobRunDao.Row row) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("state", row.state().name());
    put(facts, "started", row.startedAt());
    put(facts, "ended", row.endedAt());
    facts.put("job", row.job());
    String name = row.job().substring(row.job().indexOf('/') + 1);
    return new TraceNode(
        OpenLineageNames.JOB_RUN, row.id(), "Run of " + name, facts, null, List.of());
  }

  private static void put(Map<String, String> facts, String name, @Nullable Instant at) {
    if (at != null) {
      facts.put(name, at.toString());
    }
  }
}
