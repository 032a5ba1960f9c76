package dev.loopline.cli.mlflow;

import dev.loopline.cli.print.Texts;
import java.util.List;
import java.util.function.Consumer;

/**
 * The whole copy, in the order in which its parts refer to each other. Only a list of experiments
 * that cannot be read ends it; a kind of things that is unknown or broken at the source does not
 * keep the others.
 */
final class MlflowImport {
  private final Copying copying;

  MlflowImport(Copying copying) {
    this.copying = copying;
  }

  /**
   * The experiments that were copied; all else is in the tally.
   *
   * @param known told of the experiments before their runs are copied
   */
  List<Copied> run(Consumer<List<Copied>> known) {
    List<Copied> experiments = new ExperimentCopier(copying).copy();
    known.accept(experiments);
    OfExperiments logged = new LoggedModelCopier(copying);
    Knowledge models = knowledge(logged, experiments);
    // A source that cannot say may know them: then each run is asked what it made.
    RunCopier runs = new RunCopier(copying, models != Knowledge.UNKNOWN);
    each(experiments, "runs", runs::copy);
    if (models == Knowledge.KNOWN) {
      each(experiments, logged.kind(), logged::copy);
    }
    part("registered models", new RegistryCopier(copying, experiments)::copy);
    for (OfExperiments kind : List.of(new TraceCopier(copying), new ScorerCopier(copying))) {
      if (knowledge(kind, experiments) == Knowledge.KNOWN) {
        each(experiments, kind.kind(), kind::copy);
      }
    }
    part("evaluation datasets", new DatasetCopier(copying, experiments)::copy);
    part("webhooks", new WebhookCopier(copying)::copy);
    return experiments;
  }

  private Knowledge knowledge(OfExperiments kind, List<Copied> experiments) {
    return experiments.stream()
        .filter(experiment -> !experiment.isDeleted())
        .findFirst()
        .or(() -> experiments.stream().findFirst())
        .map(one -> Knowledge.of(copying.tally(), kind.kind(), () -> kind.ask(one)))
        .orElse(Knowledge.UNKNOWN);
  }

  private void each(List<Copied> experiments, String what, Consumer<Copied> work) {
    for (Copied experiment : experiments) {
      part(
          what + " of experiment " + Texts.clipped(experiment.name()),
          () -> work.accept(experiment));
    }
    copying.workers().await();
  }

  private void part(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      // One part whose list breaks off does not keep the others.
      copying.tally().problem(what, e);
    }
  }
}
