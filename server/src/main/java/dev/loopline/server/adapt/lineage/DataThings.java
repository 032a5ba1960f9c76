package dev.loopline.server.adapt.lineage;

import static dev.loopline.server.adapt.lineage.Kind.facts;
import static dev.loopline.server.adapt.lineage.Kind.node;

import dev.loopline.features.FeatureStore;
import dev.loopline.features.Snapshot;
import dev.loopline.features.SourceInfo;
import dev.loopline.features.Sources;
import dev.loopline.features.ViewInfo;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Sources, their files, feature views and snapshots. */
final class DataThings {
  private static final int SHOWN_DIGITS = 7;

  private final Sources sources;
  private final FeatureStore features;

  DataThings(Sources sources, FeatureStore features) {
    this.sources = sources;
    this.features = features;
  }

  List<TraceSource> all() {
    return List.of(
        new Kind(Kinds.SOURCE, this::sources),
        Kind.single(Kinds.SOURCE_FILE, this::file),
        Kind.single(Kinds.FEATURE_VIEW, this::view),
        new Kind(Kinds.SNAPSHOT, this::snapshots));
  }

  private List<TraceNode> sources(String product, List<String> ids) {
    return sources.list(product).stream()
        .filter(source -> ids.contains(source.name()))
        .map(source -> source(product, source))
        .toList();
  }

  private static TraceNode source(String product, SourceInfo source) {
    Map<String, String> facts = facts("rows", String.valueOf(source.rows()));
    if (source.revision() != null) {
      facts.put("newest upload", "revision " + source.revision());
    }
    return node(
        Kinds.SOURCE,
        source.name(),
        source.name(),
        facts,
        "/products/" + product + "/sources/" + source.name());
  }

  private Optional<TraceNode> file(String product, String id) {
    return Numbered.parse(id)
        .flatMap(n -> sources.find(product, n.name(), n.number()))
        .map(
            file ->
                node(
                    Kinds.SOURCE_FILE,
                    id,
                    file.name(),
                    facts(
                        "revision", String.valueOf(file.revision()),
                        "size", file.size() + " bytes",
                        "digest", file.digest().toString(),
                        "uploaded", file.uploadedAt().toString()),
                    "/products/" + product + "/sources/" + file.source()));
  }

  /** What the view was like is known while the commit's form is the present one. */
  private Optional<TraceNode> view(String product, String id) {
    int slash = id.lastIndexOf('/');
    if (slash < 1) {
      return Optional.empty();
    }
    String name = id.substring(0, slash);
    String commit = id.substring(slash + 1);
    Optional<ViewInfo> now = features.findView(product, name);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> facts = facts("commit", commit);
    now.filter(v -> v.commit().equals(commit))
        .ifPresent(
            v -> {
              facts.put("source", v.source());
              facts.put("entity", v.entity());
              facts.put("features", String.valueOf(v.features().size()));
            });
    String shown = commit.substring(0, Math.min(SHOWN_DIGITS, commit.length()));
    return Optional.of(
        node(
            Kinds.FEATURE_VIEW,
            id,
            name + " as of " + shown,
            facts,
            "/products/" + product + "/views/" + name));
  }

  private List<TraceNode> snapshots(String product, List<String> ids) {
    List<TraceNode> found = new ArrayList<>();
    Kind.byName(ids)
        .forEach((view, numbers) -> found.addAll(snapshots(product, view, numbers::contains)));
    return found;
  }

  /** None where the view is declared no longer: what was made from them keeps its lineage. */
  private List<TraceNode> snapshots(String product, String view, Predicate<Long> meant) {
    return features.findView(product, view).isEmpty()
        ? List.of()
        : features.snapshots(product, view).stream()
            .filter(snapshot -> meant.test(snapshot.id()))
            .map(snapshot -> snapshot(product, view, snapshot))
            .toList();
  }

  private static TraceNode snapshot(String product, String view, Snapshot snapshot) {
    return node(
        Kinds.SNAPSHOT,
        view + "/" + snapshot.id(),
        view + " with " + snapshot.rows() + " rows",
        facts(
            "snapshot", String.valueOf(snapshot.id()),
            "committed", snapshot.committedAt().toString()),
        "/products/" + product + "/views/" + view);
  }
}
