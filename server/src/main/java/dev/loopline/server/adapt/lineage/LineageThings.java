package dev.loopline.server.adapt.lineage;

import static dev.loopline.server.adapt.lineage.Kind.facts;
import static dev.loopline.server.adapt.lineage.Kind.node;

import dev.loopline.delivery.ArtifactView;
import dev.loopline.delivery.Deliveries;
import dev.loopline.features.FeatureStore;
import dev.loopline.features.Sources;
import dev.loopline.kernel.events.EventLog;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceSource;
import dev.loopline.serving.Serving;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.RunView;
import dev.loopline.workflow.Workflows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The things of all components that lineage leads through, each kind from its owner. */
public final class LineageThings {
  /** Kinds that a prediction's trace tells as lineage does. */
  private static final Set<String> TRACED =
      Set.of("prediction", "features", Kinds.VERSION, Kinds.TRAINING_SET, Kinds.COMMIT, "goal");

  private final List<TraceSource> all = new ArrayList<>();

  /**
   * @param tracked runs, datasets, logged models and commits that runs name
   * @param traced what a prediction's trace leads through
   */
  public LineageThings(
      List<? extends TraceSource> tracked,
      List<? extends TraceSource> traced,
      Sources sources,
      FeatureStore features,
      Workflows workflows,
      Deliveries deliveries,
      Served served) {
    // Of a commit a repository of ours knows more than the runs that name it.
    traced.stream().filter(t -> TRACED.contains(t.kind())).forEach(all::add);
    all.addAll(tracked);
    all.addAll(new DataThings(sources, features).all());
    all.addAll(new ServedThings(served.events(), served.serving()).all());
    all.add(new Kind(Kinds.BUILD, (product, ids) -> builds(deliveries, product, ids)));
    all.add(Kind.single(Kinds.PIPELINE_RUN, (product, id) -> run(workflows, product, id)));
  }

  /** Where deployments and predictions are written down. */
  public record Served(EventLog events, Serving serving) {}

  public List<TraceSource> all() {
    return List.copyOf(all);
  }

  private static List<TraceNode> builds(Deliveries deliveries, String product, List<String> ids) {
    return deliveries.artifacts(product).stream()
        .filter(artifact -> ids.contains(artifact.digest()))
        .map(artifact -> build(product, artifact))
        .toList();
  }

  private static TraceNode build(String product, ArtifactView artifact) {
    return node(
        Kinds.BUILD,
        artifact.digest(),
        "Build " + artifact.version(),
        facts(
            "digest", artifact.digest(),
            "commit", artifact.commit(),
            "size", artifact.size() + " bytes",
            "delivered", artifact.deliveredAt().toString()),
        "/products/" + product + "/deliveries");
  }

  private static Optional<TraceNode> run(Workflows workflows, String product, String id) {
    return workflows
        .find(new RunId(id))
        .filter(run -> run.product().equals(product))
        .map(run -> run(product, run));
  }

  private static TraceNode run(String product, RunView run) {
    Map<String, String> facts =
        facts(
            "pipeline", run.pipeline(),
            "state", run.state(),
            "commit", run.commit(),
            "event time", run.eventTime().toString(),
            "started", run.startedAt().toString());
    if (run.endedAt() != null) {
      facts.put("ended", run.endedAt().toString());
    }
    return node(
        Kinds.PIPELINE_RUN,
        run.id(),
        "Run of " + run.pipeline() + ", " + run.eventTime().toString().substring(0, 10),
        facts,
        "/products/" + product + "/pipeline-runs/" + run.id());
  }
}
