package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.CommandFailed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies experiments, deleted ones too. */
record ExperimentCopier(Copying copying) {
  private static final String KIND = "experiment";
  private static final int PAGE = 500;

  /** Those that are copied; what cannot be is told to the tally. */
  List<Copied> copy() {
    List<JsonNode> wanted = wanted(listed());
    Map<String, String> before =
        copying
            .sink()
            .states(KIND, wanted.stream().map(ExperimentCopier::id).filter(this::isId).toList());
    List<Copied> copied = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      JsonNode experiment = wanted.get(i);
      try {
        copied.add(copy(experiment));
        copying
            .tally()
            .add(
                Kind.EXPERIMENTS,
                before.containsKey(id(experiment)) ? Outcome.UNCHANGED : Outcome.COPIED);
      } catch (RuntimeException e) {
        // One that cannot be copied does not keep the others.
        copying
            .tally()
            .failed(Kind.EXPERIMENTS, Items.called("experiment", label(experiment), i + 1L), e);
      }
    }
    return copied;
  }

  private Copied copy(JsonNode experiment) {
    Items.requireObject(experiment);
    String id = id(experiment);
    Items.requireText("experiment_id", id);
    Items.requireText("name", name(experiment));
    if (!isId(id)) {
      throw new SourceFailed(0, "its id '" + Texts.clipped(id) + "' is none");
    }
    if (copying.options().dryRun()) {
      return new Copied(id, "", name(experiment), experiment);
    }
    ObjectNode body = Printer.object().put("source", copying.source().address());
    body.set("experiment", experiment);
    body.put("existing", copying.options().merge() ? "MERGE" : "REFUSE");
    body.put("location", isElsewhere(experiment) ? "GIVEN" : "OWN");
    JsonNode made = copying.sink().put(Sink.at("/experiments").part(id), body);
    return new Copied(id, made.path("id").asText(), name(experiment), experiment);
  }

  private boolean isId(String id) {
    return id.matches("[0-9A-Za-z_-]{1,100}");
  }

  private static String label(JsonNode experiment) {
    return name(experiment).isEmpty() ? id(experiment) : name(experiment);
  }

  /** Files that stay where they are, which is not in the other server, are looked for there. */
  private boolean isElsewhere(JsonNode experiment) {
    String location = experiment.path("artifact_location").asText();
    return !copying.options().artifacts()
        && !location.isEmpty()
        && !location.startsWith("mlflow-artifacts:");
  }

  private List<JsonNode> listed() {
    try {
      return listed("search");
    } catch (SourceFailed e) {
      if (!e.isUnknown()) {
        throw e;
      }
      // Before MLflow 1.28 it was called so.
      return listed("list");
    }
  }

  private List<JsonNode> listed(String how) {
    return Pages.all("experiments", token -> checked(copying.source().get(asked(how, token))));
  }

  /** It is the first answer of all: what tells of other things is no MLflow server. */
  private static JsonNode checked(JsonNode answer) {
    if (!answer.isEmpty() && !answer.has("experiments") && !answer.has("next_page_token")) {
      throw new SourceFailed(
          0,
          "the list of experiments has none but other things; that is no MLflow server's answer");
    }
    return answer;
  }

  private static Address asked(String how, String token) {
    return Address.of(MLFLOW + "experiments/" + how)
        .with("view_type", "ALL")
        .with("max_results", PAGE)
        .with("page_token", token);
  }

  private List<JsonNode> wanted(List<JsonNode> all) {
    Set<String> names = copying.options().experiments();
    if (names.isEmpty()) {
      return all;
    }
    List<JsonNode> wanted = all.stream().filter(e -> names.contains(name(e))).toList();
    Set<String> missing = new HashSet<>(names);
    wanted.forEach(e -> missing.remove(name(e)));
    if (!missing.isEmpty()) {
      throw new CommandFailed(
          copying.source().address()
              + " has no experiment "
              + String.join(", ", missing.stream().sorted().toList())
              + ". Names are taken as they are, large letters and small ones.");
    }
    return wanted;
  }

  static String id(JsonNode experiment) {
    return experiment.path("experiment_id").asText();
  }

  private static String name(JsonNode experiment) {
    return experiment.path("name").asText();
  }
}
