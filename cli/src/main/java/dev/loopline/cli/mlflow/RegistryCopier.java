package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies registered models and prompts with their versions, under their numbers. Where only some
 * experiments are copied, only versions that their runs made.
 */
final class RegistryCopier {
  private static final String PROMPT = "mlflow.prompt.is_prompt";
  private static final String PROMPTS = "tags.`" + PROMPT + "` = 'true'";
  private static final int PAGE = 100;

  private final Copying copying;
  private final Places places;
  private final Set<String> experiments;
  private final Set<String> seen = new HashSet<>();

  /**
   * @param experiments ids at the source of those that are copied
   */
  RegistryCopier(Copying copying, List<Copied> experiments) {
    this.copying = copying;
    this.places = new Places(copying);
    this.experiments = new HashSet<>(experiments.stream().map(Copied::there).toList());
  }

  void copy() {
    copyAll("");
    copyAll(PROMPTS);
  }

  private void copyAll(String filter) {
    try {
      Pages.each(
          "registered_models",
          token ->
              copying
                  .source()
                  .get(
                      Address.of(MLFLOW + "registered-models/search")
                          .with("filter", filter)
                          .with("max_results", PAGE)
                          .with("page_token", token)),
          (models, before) -> {
            for (int i = 0; i < models.size(); i++) {
              copyModel(models.get(i), before + i + 1, filter);
            }
          });
    } catch (SourceFailed e) {
      String kind = filter.isEmpty() ? "registered models" : "prompts";
      // A source without a registry, or of an age without prompts, has none to copy.
      if (e.isUnknown() || (e.status() == 400 && !filter.isEmpty())) {
        Knowledge.unknown(copying.tally(), kind, e);
      } else {
        copying.tally().problem(kind, e);
      }
    }
  }

  private void copyModel(JsonNode model, long number, String filter) {
    // A source that knows no such filter tells the same once more.
    String print = Fingerprint.of(model);
    if (!filter.isEmpty() && seen.contains(print)) {
      return;
    }
    seen.add(print);
    String name = model.path("name").asText();
    String what = Items.called("model", name, number);
    Kind kind = isPrompt(model) ? Kind.PROMPTS : Kind.MODELS;
    try {
      Items.requireObject(model);
      Items.requireText("name", name);
      List<JsonNode> versions = versions(name, filter);
      if (!copying.options().experiments().isEmpty() && versions.isEmpty()) {
        return;
      }
      boolean known = !copying.sink().states("model", List.of(name)).isEmpty();
      if (!copying.options().dryRun()) {
        write(model);
      }
      boolean changed = copyVersions(name, versions);
      if (!copying.options().dryRun()) {
        // Aliases once their versions are there, and the times after all changes.
        tellKept(what, write(model).path("aliasesKept"));
      }
      copying.tally().add(kind, known && !changed ? Outcome.UNCHANGED : Outcome.COPIED);
    } catch (RuntimeException e) {
      // One broken model does not keep the others.
      copying.tally().failed(kind, what, e);
    }
  }

  private static boolean isPrompt(JsonNode model) {
    return model
        .path("tags")
        .valueStream()
        .anyMatch(
            tag ->
                tag.path("key").asText().equals(PROMPT)
                    && tag.path("value").asText().equals("true"));
  }

  private void tellKept(String what, JsonNode aliases) {
    for (JsonNode alias : aliases) {
      copying
          .tally()
          .problem(
              what,
              new SourceFailed(
                  0,
                  "its alias '"
                      + Texts.clipped(alias.asText())
                      + "' is at a version that was made here, and is left there; move it by hand"
                      + " if it should be where it is at the source"));
    }
  }

  private JsonNode write(JsonNode model) {
    ObjectNode body = Printer.object().put("source", copying.source().address());
    body.set("model", model);
    body.put("existing", copying.options().merge() ? "MERGE" : "REFUSE");
    return copying.sink().put(Sink.at("/models").part(model.path("name").asText()), body);
  }

  private List<JsonNode> versions(String name, String filter) {
    String quote = name.indexOf('\'') < 0 ? "'" : "\"";
    String ofModel = "name = " + quote + name + quote + (filter.isEmpty() ? "" : " AND " + filter);
    List<JsonNode> told =
        Pages.all(
            "model_versions",
            token ->
                copying
                    .source()
                    .get(
                        Address.of(MLFLOW + "model-versions/search")
                            .with("filter", ofModel)
                            .with("max_results", PAGE)
                            .with("page_token", token)));
    return whole(name, told).stream()
        .filter(this::isWanted)
        .sorted(Comparator.comparingLong(RegistryCopier::number))
        .toList();
  }

  /** Those that are versions; what is none is told. */
  private List<JsonNode> whole(String name, List<JsonNode> told) {
    List<JsonNode> whole = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      try {
        Items.requireObject(told.get(i));
        if (number(told.get(i)) < 1) {
          throw new SourceFailed(0, "it has no version's number");
        }
        whole.add(told.get(i));
      } catch (SourceFailed e) {
        String what = Items.called("version", "", i + 1L) + " of model " + Texts.clipped(name);
        copying.tally().failed(Kind.VERSIONS, what, e);
      }
    }
    return whole;
  }

  private boolean isWanted(JsonNode version) {
    return copying.options().experiments().isEmpty()
        || places
            .experimentOf(version.path("run_id").asText())
            .filter(experiments::contains)
            .isPresent();
  }

  /** Whether one of them is new or has changed. */
  private boolean copyVersions(String name, List<JsonNode> versions) {
    boolean changed = false;
    for (int from = 0; from < versions.size(); from += PAGE) {
      List<JsonNode> some = versions.subList(from, Math.min(versions.size(), from + PAGE));
      Map<String, String> states =
          copying.sink().states("version", some.stream().map(v -> id(name, v)).toList());
      for (JsonNode version : some) {
        String print = Fingerprint.of(version);
        boolean same = print.equals(states.get(id(name, version))) && !copying.options().again();
        changed |= !same;
        if (same) {
          copying.tally().add(Kind.VERSIONS, Outcome.UNCHANGED);
        } else if (copying.options().dryRun()) {
          copying.tally().add(Kind.VERSIONS, Outcome.COPIED);
        } else {
          copyVersion(name, version, print);
        }
      }
    }
    return changed;
  }

  private void copyVersion(String name, JsonNode version, String print) {
    try {
      ObjectNode body = Printer.object().put("source", copying.source().address());
      body.set("version", places.moved(version));
      copying
          .sink()
          .put(
              Sink.at("/models").part(name).part("versions").part(Long.toString(number(version))),
              body);
      copying.sink().mark("version", id(name, version), print);
      copying.tally().add(Kind.VERSIONS, Outcome.COPIED);
    } catch (RuntimeException e) {
      // One broken version does not keep the others.
      copying
          .tally()
          .failed(Kind.VERSIONS, "version " + number(version) + " of " + Texts.clipped(name), e);
    }
  }

  private static long number(JsonNode version) {
    return version.path("version").asLong();
  }

  private static String id(String name, JsonNode version) {
    return name + "/" + number(version);
  }
}
