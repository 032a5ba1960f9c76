package dev.loopline.workflow;

import dev.loopline.kernel.json.Nearest;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** Whether the pipelines that others come after are there, and none starts itself in the end. */
final class PipelineReferences {
  private final Map<String, YamlDocument> documents = new LinkedHashMap<>();
  private final List<Violation> found = new ArrayList<>();

  PipelineReferences(List<YamlDocument> documents) {
    documents.forEach(
        document -> this.documents.put(document.tree().path("name").asText(), document));
  }

  /** A trigger that hears of a pipeline's runs. */
  private record Edge(String by, int index, Trigger.Listening listening) {
    /** Whether it hears of this pipeline's. */
    boolean hears(String pipeline) {
      return listening.pipeline().map(pipeline::equals).orElse(true);
    }
  }

  List<Violation> check() {
    List<Edge> edges = new ArrayList<>();
    documents.forEach(
        (name, document) -> {
          List<Trigger> on = PipelineFile.triggers(document.tree());
          for (int i = 0; i < on.size(); i++) {
            int index = i;
            exists(name, i, on.get(i));
            on.get(i)
                .listening()
                .filter(Trigger.Listening::hearsRuns)
                .ifPresent(listening -> edges.add(new Edge(name, index, listening)));
          }
        });
    for (Edge edge : edges) {
      Optional<List<String>> cycle = cycle(edge, edges);
      if (cycle.isPresent()) {
        say(edge.by(), edge.index(), remedy(edge, cycle.get()));
        return found;
      }
    }
    return found;
  }

  private void exists(String name, int index, Trigger trigger) {
    Trigger.After after = trigger.after();
    if (after != null && !documents.containsKey(after.pipeline())) {
      say(
          name,
          index,
          "there is no pipeline '"
              + after.pipeline()
              + "'."
              + Nearest.to(after.pipeline(), documents.keySet())
                  .map(n -> " Did you mean '" + n + "'?")
                  .orElse("")
              + " There is: "
              + String.join(", ", documents.keySet())
              + ".");
    }
  }

  private static String remedy(Edge edge, List<String> cycle) {
    return cycle.size() == 2 && edge.listening().pipeline().isEmpty()
        ? "the pipeline hears of its own runs, and so starts itself for ever; add 'when: {pipeline:"
            + " …}' with another's name."
        : "the pipelines start each other for ever: "
            + String.join(" → ", cycle)
            + "; remove one of these triggers.";
  }

  /** The pipelines that start each other by way of an edge, its own at both ends. */
  private Optional<List<String>> cycle(Edge edge, List<Edge> edges) {
    Map<String, String> startedBy = new LinkedHashMap<>();
    SequencedSet<String> open = new LinkedHashSet<>(List.of(edge.by()));
    while (!open.isEmpty()) {
      String name = open.removeFirst();
      if (edge.hears(name)) {
        List<String> path = new ArrayList<>(List.of(edge.by()));
        for (String at = name; !at.equals(edge.by()); at = startedBy.getOrDefault(at, edge.by())) {
          path.add(1, at);
        }
        path.add(edge.by());
        return Optional.of(path);
      }
      for (Edge next : edges) {
        if (next.hears(name) && !next.by().equals(edge.by()) && !startedBy.containsKey(next.by())) {
          startedBy.put(next.by(), name);
          open.add(next.by());
        }
      }
    }
    return Optional.empty();
  }

  private void say(String name, int index, String message) {
    YamlDocument document = documents.get(name);
    if (document != null) {
      String pointer = "/on/" + index;
      found.add(
          new Violation(
              document.file(), document.line(pointer), pointer, "on." + index + ": " + message));
    }
  }
}
