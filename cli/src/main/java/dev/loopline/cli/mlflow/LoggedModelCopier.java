package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import java.util.Map;

/** Copies logged models, where the source knows them: MLflow 3 does. */
record LoggedModelCopier(Copying copying) implements OfExperiments {
  private static final String KIND = "logged-model";
  private static final String LEFT_OUT =
      " of its metrics were measured by runs that are not copied, or were made here; copy the"
          + " experiments of those that are missing too";
  private static final int PAGE = 50;
  private static final String READY = "LOGGED_MODEL_READY";

  @Override
  public String kind() {
    return "logged models";
  }

  @Override
  public void ask(Copied experiment) {
    copying.source().post(MLFLOW + "logged-models/search", asked(experiment, "", 1));
  }

  /** Hands all models of an experiment to the workers; their runs must be copied before. */
  @Override
  public void copy(Copied experiment) {
    Pages.each(
        "models",
        token ->
            copying.source().post(MLFLOW + "logged-models/search", asked(experiment, token, PAGE)),
        (models, before) -> {
          Map<String, String> states =
              copying
                  .sink()
                  .states(
                      KIND,
                      models.stream()
                          .map(LoggedModelCopier::id)
                          .filter(LoggedModelCopier::isId)
                          .distinct()
                          .toList());
          for (int i = 0; i < models.size(); i++) {
            JsonNode model = models.get(i);
            String said = states.getOrDefault(id(model), "");
            String what = Items.called("logged model", id(model), before + i + 1);
            copying.workers().run(() -> copy(what, experiment, model, said));
          }
        });
  }

  private static ObjectNode asked(Copied experiment, String token, int most) {
    ObjectNode asked = Printer.object();
    asked.putArray("experiment_ids").add(experiment.there());
    asked.put("max_results", most);
    return token.isEmpty() ? asked : asked.put("page_token", token);
  }

  private static boolean isId(String id) {
    return id.matches("m-[0-9a-f]{32}");
  }

  private void copy(String what, Copied experiment, JsonNode model, String said) {
    try {
      Items.requireObject(model);
      Items.requireText("model_id", id(model));
      if (!isId(id(model))) {
        throw new SourceFailed(0, "its id is not m- and 32 hexadecimal digits");
      }
      CopyState state = new CopyState(said, Fingerprint.of(model));
      boolean ready = model.path("info").path("status").asText().equals(READY);
      if (ready && state.isDone(copying.options())) {
        copying.tally().add(Kind.LOGGED_MODELS, Outcome.UNCHANGED);
      } else if (copying.options().dryRun()) {
        new Files(copying).count(new OfModel(id(model)));
        copying.tally().add(Kind.LOGGED_MODELS, Outcome.COPIED);
      } else {
        write(what, experiment, model, state);
      }
    } catch (RuntimeException e) {
      // One broken model does not keep the others.
      copying.tally().failed(Kind.LOGGED_MODELS, what, e);
    }
  }

  private void write(String what, Copied experiment, JsonNode model, CopyState state) {
    String id = id(model);
    ObjectNode body = Printer.object().put("experimentId", experiment.here());
    body.set("model", model);
    JsonNode made = copying.sink().put(Sink.at("/logged-models").part(id), body);
    int leftOut = made.path("leftOut").asInt();
    if (leftOut > 0) {
      copying.tally().problem(what, new SourceFailed(0, leftOut + LEFT_OUT));
    }
    Files.Of of = new Files.Of(what, KIND, id, new OfModel(id));
    if (new Files(copying).copyAll(of, state)) {
      copying.sink().mark(KIND, id, leftOut == 0 ? state.done(copying.options()) : state.begun());
      copying.tally().add(Kind.LOGGED_MODELS, Outcome.COPIED);
    } else {
      copying.tally().add(Kind.LOGGED_MODELS, Outcome.FAILED);
    }
  }

  /** Where a logged model's files lie. */
  private record OfModel(String id) implements Files.Place {
    @Override
    public Address list(String folder, String token) {
      return Address.of(MLFLOW + "logged-models")
          .part(id)
          .part("artifacts")
          .part("directories")
          .with("artifact_directory_path", folder)
          .with("page_token", token);
    }

    @Override
    public Address download(String path) {
      return Address.of("/ajax-api/2.0/mlflow/logged-models")
          .part(id)
          .part("artifacts")
          .part("files")
          .with("artifact_file_path", path);
    }

    @Override
    public Address upload(String path) {
      return Sink.at("/logged-models").part(id).part("files").parts(path);
    }

    @Override
    public Address copies(String folder) {
      return list(folder, "");
    }
  }

  private static String id(JsonNode model) {
    return model.path("info").path("model_id").asText();
  }
}
