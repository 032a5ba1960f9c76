package dev.loopline.metadata.internal.lineage;

import dev.loopline.kernel.db.Database;
import dev.loopline.metadata.internal.Removed;
import dev.loopline.metadata.spi.Presence;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs, datasets, logged models and the commits that runs name, each kind in one statement. They
 * are nobody's or somebody's as their experiment is, and a product's lineage may lead to any: a
 * version may name any run.
 */
public final class TrackedThings {
  private static final int AT_ONCE = 500;

  private static final int MOST_PARAMETERS = 30;
  private static final String PARAMETERS =
      """
      select id, name, substr(value, 1, 250) from (
        select r.id, n.name, p.value,
          row_number() over (partition by r.no order by n.name) as place
        from run r join run_param p on p.run_no = r.no join logged_name n on n.no = p.key_no
        where r.id in (<ids>)) part
      where place <= :most order by id, name
      """;

  private final Database db;

  public TrackedThings(Database db) {
    this.db = db;
  }

  /** Runs with their parameters, datasets, logged models, commits that runs name. */
  public List<TraceSource> all() {
    return List.of(
        new Parametrized(new Kind("run", RUNS, TrackedThings::run)),
        new Kind("dataset", DATASETS, TrackedThings::dataset),
        new Kind("logged model", MODELS, TrackedThings::model),
        new Kind("commit", COMMITS, TrackedThings::commit));
  }

  private static final String RUNS =
      """
      select r.id, r.name, r.status, r.started_at, r.ended_at, r.deleted_at,
        e.name as experiment
      from run r join experiment e on e.id = r.experiment_id where r.id in (<ids>)
      """;

  private static TraceNode run(String product, ResultSet rs) throws SQLException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("experiment", rs.getString("experiment"));
    facts.put("status", rs.getString("status"));
    facts.put("started", time(rs.getLong("started_at")));
    long ended = rs.getLong("ended_at");
    if (!rs.wasNull()) {
      facts.put("ended", time(ended));
    }
    deleted(rs, facts);
    String id = rs.getString("id");
    return new TraceNode(
        "run", id, rs.getString("name"), facts, at(product, "/runs/" + id), List.of());
  }

  private static final String DATASETS =
      """
      select d.id, d.name, d.digest, d.source_type, e.name as experiment
      from dataset d join experiment e on e.id = d.experiment_id where d.id in (<ids>)
      """;

  private static TraceNode dataset(String product, ResultSet rs) throws SQLException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("digest", rs.getString("digest"));
    facts.put("source type", rs.getString("source_type"));
    facts.put("experiment", rs.getString("experiment"));
    return new TraceNode(
        "dataset", rs.getString("id"), rs.getString("name"), facts, null, List.of());
  }

  private static final String MODELS =
      """
      select l.id, l.name, l.model_type, l.status, l.created_at, l.deleted_at,
        e.name as experiment
      from logged_model l join experiment e on e.id = l.experiment_id where l.id in (<ids>)
      """;

  private static TraceNode model(String product, ResultSet rs) throws SQLException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("experiment", rs.getString("experiment"));
    if (!rs.getString("model_type").isEmpty()) {
      facts.put("type", rs.getString("model_type"));
    }
    facts.put("status", rs.getString("status"));
    facts.put("logged", time(rs.getLong("created_at")));
    deleted(rs, facts);
    return new TraceNode(
        "logged model", rs.getString("id"), rs.getString("name"), facts, null, List.of());
  }

  /** Of the newest of its runs. */
  private static final String COMMITS =
      """
      select c.origin as id,
        (select t.value from run_tag t join logged_name n on n.no = t.key_no
          where t.run_no = c.run_no and n.name = 'mlflow.source.git.repoURL') as repository
      from (select origin, max(run_no) as run_no from run_origin
        where kind = 'commit' and origin in (<ids>) group by origin) c
      """;

  private static TraceNode commit(String product, ResultSet rs) throws SQLException {
    Map<String, String> facts = new LinkedHashMap<>();
    String id = rs.getString("id");
    facts.put("commit", id);
    String repository = rs.getString("repository");
    if (repository != null) {
      facts.put("repository", repository);
    }
    return new TraceNode("commit", id, id, facts, null, List.of());
  }

  private static void deleted(ResultSet rs, Map<String, String> facts) throws SQLException {
    long deleted = rs.getLong("deleted_at");
    if (!rs.wasNull()) {
      facts.put("deleted", time(deleted));
    }
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static @org.jspecify.annotations.Nullable String at(String product, String path) {
    return product.isEmpty() ? null : "/products/" + product + path;
  }

  /** Runs, each told with its first parameters by name. */
  private final class Parametrized implements TraceSource {
    private final Kind runs;

    Parametrized(Kind runs) {
      this.runs = runs;
    }

    @Override
    public String kind() {
      return runs.kind();
    }

    @Override
    public Optional<TraceNode> find(String product, String id) {
      return findAll(product, List.of(id)).stream().findFirst();
    }

    @Override
    public List<TraceNode> findAll(String product, List<String> ids) {
      Map<String, Map<String, String>> parameters = new HashMap<>();
      for (int i = 0; i < ids.size(); i += AT_ONCE) {
        parameters.putAll(parameters(ids.subList(i, Math.min(ids.size(), i + AT_ONCE))));
      }
      return runs.findAll(product, ids).stream()
          .map(node -> with(node, parameters.getOrDefault(node.id(), Map.of())))
          .toList();
    }

    @Override
    public List<TraceNode> removed(String product, List<String> ids) {
      return runs.removed(product, ids);
    }

    private static TraceNode with(TraceNode node, Map<String, String> parameters) {
      Map<String, String> facts = new LinkedHashMap<>(node.facts());
      parameters.forEach(facts::putIfAbsent);
      return new TraceNode(
          node.kind(), node.id(), node.title(), facts, node.href(), node.parents());
    }

    private Map<String, Map<String, String>> parameters(List<String> ids) {
      Map<String, Map<String, String>> found = new HashMap<>();
      db.read(
          h ->
              h.createQuery(PARAMETERS)
                  .bindList("ids", ids)
                  .bind("most", MOST_PARAMETERS)
                  .map(
                      (rs, ctx) ->
                          found
                              .computeIfAbsent(rs.getString(1), r -> new LinkedHashMap<>())
                              .put(rs.getString(2), rs.getString(3)))
                  .list());
      return found;
    }
  }

  @FunctionalInterface
  private interface Row {
    TraceNode node(String product, ResultSet rs) throws SQLException;
  }

  private final class Kind implements TraceSource {
    private final String kind;
    private final String select;
    private final Row row;

    Kind(String kind, String select, Row row) {
      this.kind = kind;
      this.select = select;
      this.row = row;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public Optional<TraceNode> find(String product, String id) {
      return findAll(product, List.of(id)).stream().findFirst();
    }

    @Override
    public List<TraceNode> findAll(String product, List<String> ids) {
      return inParts(
          ids,
          part ->
              db.read(
                  h ->
                      h.createQuery(select)
                          .bindList("ids", part)
                          .map((rs, ctx) -> row.node(product, rs))
                          .list()));
    }

    @Override
    public List<TraceNode> removed(String product, List<String> ids) {
      return inParts(
          ids,
          part ->
              db.read(h -> Removed.find(h, kind, part)).stream()
                  .map(gone -> gone(kind, gone))
                  .toList());
    }
  }

  private static List<TraceNode> inParts(
      List<String> ids, Function<List<String>, List<TraceNode>> look) {
    List<TraceNode> found = new ArrayList<>();
    for (int i = 0; i < ids.size(); i += AT_ONCE) {
      found.addAll(look.apply(ids.subList(i, Math.min(ids.size(), i + AT_ONCE))));
    }
    return found;
  }

  private static TraceNode gone(String kind, Removed.Gone gone) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("removed", gone.removedAt().toString());
    facts.put("experiment", gone.experiment());
    if (!gone.digest().isEmpty()) {
      facts.put("digest", gone.digest());
    }
    return new TraceNode(kind, gone.id(), gone.name(), facts, null, List.of(), Presence.REMOVED);
  }
}
