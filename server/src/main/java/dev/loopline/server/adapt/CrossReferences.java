package dev.loopline.server.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.product.DeclarationCheck;
import dev.loopline.workflow.template.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Names that a product's files use of each other: each is declared, once, where it is read. */
public final class CrossReferences implements DeclarationCheck {
  @Override
  public List<Violation> check(Set<String> paths, List<YamlDocument> documents) {
    List<Violation> found = new ArrayList<>(Layout.check(paths));
    new Checks(documents, found).run();
    return found;
  }

  /** A part of a document: where it is, and what it says. */
  private record Part(YamlDocument document, String pointer, JsonNode node) {
    Part at(String field) {
      return new Part(document, pointer + "/" + field, node.path(field));
    }

    String text(String field) {
      return node.path(field).asText("");
    }
  }

  private record Checks(List<YamlDocument> documents, List<Violation> found) {
    void run() {
      List<Part> sources = parts("features/", "sources");
      List<Part> views = parts("features/", "views");
      List<Part> endpoints = parts("serving.yaml", "endpoints");
      List<Part> monitors = parts("monitoring.yaml", "monitors");
      List<Part> pipelines = in("pipelines/").map(d -> new Part(d, "", d.tree())).toList();
      distinct("source", sources);
      distinct("view", views);
      distinct("endpoint", endpoints);
      distinct("monitor", monitors);
      distinct("pipeline", pipelines);

      Set<String> viewNames = names(views, "name");
      endpoints.forEach(endpoint -> known(endpoint.at("view"), "view", viewNames));
      fields(sources);

      List<Part> tasks = pipelines.stream().flatMap(p -> items(p.at("tasks"))).toList();
      models(endpoints, tasks);
      Set<String> watched = names(monitors, "endpoint");
      Set<String> endpointNames = names(endpoints, "name");
      for (Part task : tasks) {
        Part with = task.at("with");
        switch (task.text("uses")) {
          case "materialize", "training-set" -> known(with.at("view"), "view", viewNames);
          case "challenge" -> {
            known(with.at("endpoint"), "endpoint", endpointNames);
            if (endpointNames.contains(with.text("endpoint"))) {
              known(with.at("endpoint"), "monitor of endpoint", watched);
            }
          }
          default -> {}
        }
      }
      pipelines.stream()
          .flatMap(p -> items(p.at("on")))
          .filter(on -> on.text("event").startsWith("monitoring."))
          .forEach(on -> known(on.at("when").at("endpoint"), "endpoint", endpointNames));
    }

    /** Where pipelines register models, an endpoint's model is one of them. */
    private void models(List<Part> endpoints, List<Part> tasks) {
      List<Part> registering =
          tasks.stream().filter(t -> t.text("uses").equals("register")).toList();
      boolean open =
          registering.stream().anyMatch(t -> Template.holdsOne(t.at("with").node().path("model")));
      if (!registering.isEmpty() && !open) {
        Set<String> registered = new TreeSet<>();
        registering.forEach(t -> registered.add(t.at("with").text("model")));
        endpoints.forEach(endpoint -> known(endpoint.at("model"), "model", registered));
      }
    }

    /** What the product says that it needs, some source offers. */
    private void fields(List<Part> sources) {
      Set<String> columns = new TreeSet<>();
      sources.forEach(s -> s.node().path("columns").fieldNames().forEachRemaining(columns::add));
      if (sources.isEmpty()) {
        return;
      }
      in("product.yaml")
          .flatMap(d -> items(new Part(d, "/data/fields", d.tree().at("/data/fields"))))
          .forEach(field -> known(field, "column in any source", columns));
    }

    private void known(Part part, String what, Set<String> names) {
      JsonNode node = part.node();
      if (node.isTextual() && !Template.holdsOne(node) && !names.contains(node.textValue())) {
        String name = node.textValue();
        say(
            part,
            "there is no "
                + what
                + " '"
                + name
                + "'."
                + Nearest.to(name, names).map(n -> " Did you mean '" + n + "'?").orElse("")
                + (names.isEmpty() ? " None is declared." : " There is: ")
                + (names.isEmpty() ? "" : String.join(", ", names) + "."));
      }
    }

    private void distinct(String what, List<Part> parts) {
      Map<String, Part> first = new HashMap<>();
      for (Part part : parts) {
        String name = part.text("name");
        Part before = name.isEmpty() ? null : first.putIfAbsent(name, part);
        if (before != null) {
          say(
              part.at("name"),
              "a "
                  + what
                  + " '"
                  + name
                  + "' is declared already, at "
                  + before.document().at(before.pointer() + "/name")
                  + "; rename one.");
        }
      }
    }

    private void say(Part part, String message) {
      String where = part.pointer().substring(1).replace('/', '.') + ": ";
      found.add(
          new Violation(
              part.document().file(),
              part.document().line(part.pointer()),
              part.pointer(),
              where + message));
    }

    private Stream<YamlDocument> in(String place) {
      return documents.stream()
          .filter(d -> place.endsWith("/") ? d.file().startsWith(place) : d.file().equals(place));
    }

    private List<Part> parts(String place, String field) {
      return in(place).flatMap(d -> items(new Part(d, "/" + field, d.tree().path(field)))).toList();
    }

    private static Stream<Part> items(Part array) {
      List<Part> items = new ArrayList<>();
      for (int i = 0; i < array.node().size() && array.node().isArray(); i++) {
        items.add(new Part(array.document(), array.pointer() + "/" + i, array.node().get(i)));
      }
      return items.stream();
    }

    private static Set<String> names(List<Part> parts, String field) {
      Set<String> names = new TreeSet<>();
      parts.forEach(p -> names.add(p.text(field)));
      names.remove("");
      return names;
    }
  }
}
