package dev.loopline.cli.mlflow;

import static dev.loopline.cli.mlflow.Source.THIRD;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import java.util.List;
import java.util.Map;

/** Copies scorers of experiments, all versions under their numbers. */
record ScorerCopier(Copying copying) implements OfExperiments {
  private static final String KIND = "scorer";
  private static final int BAD_REQUEST = 400;

  @Override
  public String kind() {
    return "scorers";
  }

  @Override
  public void ask(Copied experiment) {
    newest(experiment);
  }

  private List<JsonNode> newest(Copied experiment) {
    return Pages.all(
        "scorers",
        token ->
            copying
                .source()
                .get(
                    Address.of(THIRD + "scorers/list")
                        .with("experiment_id", experiment.there())
                        .with("page_token", token)));
  }

  private List<JsonNode> versions(Copied experiment, String name) {
    return Pages.all(
        "scorers",
        token ->
            copying
                .source()
                .get(
                    Address.of(THIRD + "scorers/versions")
                        .with("experiment_id", experiment.there())
                        .with("name", name)
                        .with("page_token", token)));
  }

  @Override
  public void copy(Copied experiment) {
    try {
      List<JsonNode> scorers = newest(experiment);
      for (int i = 0; i < scorers.size(); i++) {
        copyScorer(experiment, scorers.get(i), i + 1L);
      }
    } catch (SourceFailed e) {
      // MLflow tells of no scorers of deleted experiments.
      if (!experiment.isDeleted() || e.status() != BAD_REQUEST) {
        throw e;
      }
    }
  }

  private void copyScorer(Copied experiment, JsonNode scorer, long number) {
    String name = scorer.path("scorer_name").asText();
    String what = Items.called("scorer", name, number) + " of " + Texts.clipped(experiment.name());
    try {
      Items.requireObject(scorer);
      Items.requireText("scorer_name", name);
      List<JsonNode> versions = versions(experiment, name);
      Map<String, String> states =
          copying
              .sink()
              .states(
                  KIND, versions.stream().map(v -> id(experiment, name, v)).distinct().toList());
      for (JsonNode version : versions) {
        String id = id(experiment, name, version);
        copyVersion(what, experiment, version, id, states.getOrDefault(id, ""));
      }
    } catch (RuntimeException e) {
      // One broken scorer does not keep the others.
      copying.tally().failed(Kind.SCORERS, what, e);
    }
  }

  private static String id(Copied experiment, String name, JsonNode version) {
    return experiment.there() + "/" + name + "/" + version.path("scorer_version").asText();
  }

  private void copyVersion(
      String what, Copied experiment, JsonNode version, String id, String said) {
    try {
      Items.requireObject(version);
      String print = Fingerprint.of(version);
      if (said.equals(print) && !copying.options().again()) {
        copying.tally().add(Kind.SCORERS, Outcome.UNCHANGED);
        return;
      }
      if (!copying.options().dryRun()) {
        ObjectNode body = Printer.object().put("experimentId", experiment.here());
        body.set("scorer", version);
        copying.sink().put(Sink.at("/scorers"), body);
        copying.sink().mark(KIND, id, print);
      }
      copying.tally().add(Kind.SCORERS, Outcome.COPIED);
    } catch (RuntimeException e) {
      // One broken version does not keep the others.
      copying
          .tally()
          .failed(Kind.SCORERS, what + ", version " + version.path("scorer_version").asText(), e);
    }
  }
}
