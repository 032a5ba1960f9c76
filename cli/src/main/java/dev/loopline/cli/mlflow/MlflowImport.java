package dev.loopline.cli.mlflow;

import dev.loopline.cli.print.Texts;
import java.util.List;
import java.util.function.Consumer;

/** The whole copy, in the order in which its parts refer to each other. */
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
    LoggedModelCopier logged = new LoggedModelCopier(copying);
    boolean knowsLogged = logged.isKnown(experiments);
    RunCopier runs = new RunCopier(copying, knowsLogged);
    each(experiments, "runs", runs::copy);
    if (knowsLogged) {
      each(experiments, "logged models", logged::copy);
    }
    new RegistryCopier(copying, experiments).copy();
    return experiments;
  }

  private void each(List<Copied> experiments, String what, Consumer<Copied> work) {
    for (Copied experiment : experiments) {
      try {
        work.accept(experiment);
      } catch (RuntimeException e) {
        // One experiment whose list breaks off does not keep the others.
        copying.tally().problem(what + " of experiment " + Texts.clipped(experiment.name()), e);
      }
    }
    copying.workers().await();
  }
}
