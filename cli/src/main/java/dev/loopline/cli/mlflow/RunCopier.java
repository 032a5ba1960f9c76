package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import java.util.Map;

/**
 * Copies runs with their histories and files. Of each run the fingerprint of what the source says
 * of it is kept once all of it is copied: what has ended and still has it is passed over.
 */
record RunCopier(Copying copying, boolean tellsOutputsApart) {
  private static final String KIND = "run";
  private static final int PAGE = 100;

  /** Hands all runs of an experiment to the workers. */
  void copy(Copied experiment) {
    Pages.each(
        "runs",
        token -> copying.source().post(MLFLOW + "runs/search", asked(experiment, token)),
        (runs, before) -> {
          Map<String, String> states =
              copying
                  .sink()
                  .states(
                      KIND,
                      runs.stream().map(RunCopier::id).filter(RunCopier::isId).distinct().toList());
          for (int i = 0; i < runs.size(); i++) {
            JsonNode run = runs.get(i);
            String said = states.getOrDefault(id(run), "");
            String what =
                Items.called("run", id(run), before + i + 1)
                    + " of "
                    + Texts.clipped(experiment.name());
            copying.workers().run(() -> copy(what, experiment, run, said));
          }
        });
  }

  private static ObjectNode asked(Copied experiment, String token) {
    ObjectNode asked = Printer.object();
    asked.putArray("experiment_ids").add(experiment.there());
    asked.put("run_view_type", "ALL").put("max_results", PAGE);
    return token.isEmpty() ? asked : asked.put("page_token", token);
  }

  private static boolean isId(String id) {
    return id.matches("[0-9a-f]{32}");
  }

  private void copy(String what, Copied experiment, JsonNode run, String said) {
    try {
      Items.requireObject(run);
      Items.requireText("run_id", id(run));
      if (!isId(id(run))) {
        throw new SourceFailed(0, "its id is not of 32 hexadecimal digits");
      }
      CopyState state = new CopyState(said, Fingerprint.of(run));
      if (hasEnded(run) && state.isDone(copying.options())) {
        copying.tally().add(Kind.RUNS, Outcome.UNCHANGED);
      } else if (copying.options().dryRun()) {
        copying.tally().points(run.path("data").path("metrics").size());
        new Files(copying).count(new OfRun(id(run)));
        copying.tally().add(Kind.RUNS, Outcome.COPIED);
      } else {
        write(what, experiment, run, state);
      }
    } catch (RuntimeException e) {
      // One broken run does not keep the others.
      copying.tally().failed(Kind.RUNS, what, e);
    }
  }

  private void write(String what, Copied experiment, JsonNode run, CopyState state) {
    String id = id(run);
    RunWriter writer = new RunWriter(copying.sink(), id, experiment.here(), whole(run));
    Histories histories = new Histories(copying.source());
    for (JsonNode metric : Items.list(run.path("data"), "metrics")) {
      String key = metric.path("key").asText();
      if (key.isEmpty()) {
        throw new SourceFailed(0, "one of its metrics has no key");
      }
      histories.read(id, key, writer::add);
    }
    copying.tally().points(writer.finish());
    Files.Of of = new Files.Of(what, KIND, id, new OfRun(id));
    if (new Files(copying).copyAll(of, state)) {
      copying.sink().mark(KIND, id, state.done(copying.options()));
      copying.tally().add(Kind.RUNS, Outcome.COPIED);
    } else {
      copying.tally().add(Kind.RUNS, Outcome.FAILED);
    }
  }

  /** MLflow 3 tells only of a single run which models it read and made. */
  private JsonNode whole(JsonNode run) {
    return tellsOutputsApart
        ? copying.source().get(Address.of(MLFLOW + "runs/get").with("run_id", id(run))).path("run")
        : run;
  }

  /** Where a run's files lie. */
  private record OfRun(String id) implements Files.Place {
    @Override
    public Address list(String folder, String token) {
      return Address.of(MLFLOW + "artifacts/list")
          .with("run_id", id)
          .with("run_uuid", id)
          .with("path", folder)
          .with("page_token", token);
    }

    @Override
    public Address download(String path) {
      return Address.of("/get-artifact").with("run_id", id).with("run_uuid", id).with("path", path);
    }

    @Override
    public Address upload(String path) {
      return Sink.at("/runs").part(id).part("files").parts(path);
    }

    @Override
    public Address copies(String folder) {
      return Address.of(MLFLOW + "artifacts/list").with("run_id", id).with("path", folder);
    }
  }

  private static boolean hasEnded(JsonNode run) {
    String status = run.path("info").path("status").asText();
    return !status.equals("RUNNING") && !status.equals("SCHEDULED");
  }

  static String id(JsonNode run) {
    JsonNode info = run.path("info");
    return info.path("run_id").asText(info.path("run_uuid").asText());
  }
}
