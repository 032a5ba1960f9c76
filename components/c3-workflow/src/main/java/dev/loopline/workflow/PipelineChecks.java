package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.workflow.spi.StepType;
import dev.loopline.workflow.template.Template;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a schema cannot say: steps that exist, a graph without cycles, templates with a value. */
final class PipelineChecks {
  private static final Set<String> RUN =
      Set.of("id", "product", "commit", "eventTime", "slot", "trigger");

  private final YamlDocument document;
  private final Map<String, StepType> types;
  private final Map<String, List<String>> needs = new LinkedHashMap<>();
  private final List<Violation> found = new ArrayList<>();

  PipelineChecks(YamlDocument document, Map<String, StepType> types) {
    this.document = document;
    this.types = types;
  }

  List<Violation> run() {
    JsonNode tasks = document.tree().path("tasks");
    for (int i = 0; i < tasks.size(); i++) {
      List<String> needed = new ArrayList<>();
      tasks.get(i).path("needs").forEach(n -> needed.add(n.asText()));
      String id = tasks.get(i).path("id").asText();
      if (needs.putIfAbsent(id, needed) != null) {
        say("/tasks/" + i + "/id", "two tasks are called '" + id + "'; rename one.");
      }
    }
    new TriggerChecks(document.tree(), this::say).run();
    for (int i = 0; i < tasks.size(); i++) {
      JsonNode task = tasks.get(i);
      String pointer = "/tasks/" + i;
      needsExist(task, pointer);
      duration(task.at("/retry/backoff"), pointer + "/retry/backoff");
      duration(task.path("timeout"), pointer + "/timeout");
      step(task, pointer);
      Template.visit(
          task.path("with"),
          pointer + "/with",
          (where, path) -> reference(task.path("id").asText(), where, path));
    }
    cycle();
    return found;
  }

  private void duration(JsonNode value, String pointer) {
    if (value.isMissingNode()) {
      return;
    }
    try {
      Duration duration = Duration.parse(value.asText());
      if (duration.isPositive() && duration.compareTo(PipelineSpec.LONGEST) <= 0) {
        return;
      }
    } catch (DateTimeParseException e) {
      // Said below, together with durations that are not positive or too long.
    }
    say(
        pointer,
        "'"
            + value.asText()
            + "' is no positive ISO-8601 duration of at most 30 days such as PT10M.");
  }

  private void needsExist(JsonNode task, String pointer) {
    JsonNode list = task.path("needs");
    for (int i = 0; i < list.size(); i++) {
      String name = list.get(i).asText();
      if (!needs.containsKey(name)) {
        say(
            pointer + "/needs/" + i,
            "there is no task '" + name + "'." + near(name, needs.keySet()));
      }
    }
  }

  private void step(JsonNode task, String pointer) {
    String uses = task.path("uses").asText();
    StepType type = types.get(uses);
    if (type == null || type.isInternal()) {
      say(pointer + "/uses", "there is no step '" + uses + "'." + near(uses, offered()));
      return;
    }
    JsonNode with = task.has("with") ? task.path("with") : Json.object();
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(type.parameterSchema());
    schema
        .validate(with)
        .forEach(
            error -> {
              String at = error.getInstanceLocation().toString();
              // A template's value is not known yet; the step sees it when the task runs.
              if (!Template.holdsOne(with.at(at))) {
                String where = "with" + at.replace('/', '.') + ": ";
                say(pointer + "/with" + at, uses + ": " + where + error.getMessage());
              }
            });
    type.validate(with).forEach(message -> say(pointer + "/with", message));
  }

  private List<String> offered() {
    return types.values().stream().filter(t -> !t.isInternal()).map(StepType::name).toList();
  }

  private void reference(String task, String pointer, List<String> path) {
    String template = "${" + String.join(".", path) + "}";
    String second = path.size() > 1 ? path.get(1) : "";
    switch (path.getFirst()) {
      case "parameters" -> {
        Set<String> names = new TreeSet<>();
        document.tree().path("parameters").fieldNames().forEachRemaining(names::add);
        if (!names.contains(second)) {
          say(
              pointer,
              template + ": there is no parameter '" + second + "'." + near(second, names));
        }
      }
      case "run" -> {
        if (path.size() != 2 || !RUN.contains(second)) {
          say(pointer, template + ": a run has no such field." + near(second, RUN));
        } else if (second.equals("slot") && !TriggerChecks.hasSlots(document.tree())) {
          say(
              pointer,
              template + ": only a schedule by the wall clock has slots; declare cron under on.");
        }
      }
      case "tasks" -> {
        if (!ancestors(task).contains(second)) {
          say(
              pointer,
              template
                  + ": '"
                  + second
                  + "' does not run before '"
                  + task
                  + "'; add it to the task's needs.");
        } else if (path.size() < 4 || !path.get(2).equals("outputs")) {
          say(pointer, template + ": write ${tasks." + second + ".outputs.<name>}.");
        }
      }
      case String other ->
          say(
              pointer,
              template
                  + ": templates know ${parameters.<name>}, ${run.<field>} and"
                  + " ${tasks.<id>.outputs.<name>}.");
    }
  }

  private Set<String> ancestors(String task) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(needs.getOrDefault(task, List.of()));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) {
        open.addAll(needs.getOrDefault(next, List.of()));
      }
    }
    return seen;
  }

  private void cycle() {
    Set<String> done = new HashSet<>();
    for (String task : needs.keySet()) {
      List<String> cycle = cycleFrom(task, new ArrayList<>(), done);
      if (!cycle.isEmpty()) {
        int index = List.copyOf(needs.keySet()).indexOf(cycle.getFirst());
        say(
            "/tasks/" + index + "/needs",
            "the tasks wait for each other: "
                + String.join(" → ", cycle)
                + "; remove one of these needs.");
        return;
      }
    }
  }

  /** The cycle that is reached from a task, its first name again at its end; empty for none. */
  private List<String> cycleFrom(String task, List<String> path, Set<String> done) {
    int seenAt = path.indexOf(task);
    if (seenAt >= 0) {
      List<String> cycle = new ArrayList<>(path.subList(seenAt, path.size()));
      cycle.add(task);
      return cycle;
    }
    if (done.contains(task)) {
      return List.of();
    }
    path.add(task);
    for (String need : needs.getOrDefault(task, List.of())) {
      List<String> cycle = cycleFrom(need, path, done);
      if (!cycle.isEmpty()) {
        return cycle;
      }
    }
    path.removeLast();
    done.add(task);
    return List.of();
  }

  private static String near(String name, Collection<String> known) {
    return Nearest.to(name, known).map(n -> " Did you mean '" + n + "'?").orElse("")
        + " There is: "
        + String.join(", ", new TreeSet<>(known))
        + ".";
  }

  private void say(String pointer, String message) {
    String where = pointer.substring(1).replace('/', '.') + ": ";
    found.add(new Violation(document.file(), document.line(pointer), pointer, where + message));
  }
}
