package dev.loopline.metadata.internal.garbage;

import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.RunFiles;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Where the files of what goes lie in this store; what lies elsewhere is not touched. */
record Roots(RunFiles files) {
  Optional<String> ofRun(DoomedRows.Row run) {
    return below(run.location(), "/" + run.id());
  }

  Optional<String> ofModel(DoomedRows.Row model) {
    return below(model.location(), "/models/" + model.id());
  }

  /** All of an experiment's files, where it has the place for itself. */
  Optional<String> ofExperiment(Handle h, DoomedRows.Experiment experiment) {
    String own = "mlflow-artifacts:/" + experiment.id();
    if (!experiment.location().equals(own) || isShared(h, experiment.id(), own)) {
      return Optional.empty();
    }
    return below(experiment.location(), "");
  }

  private static boolean isShared(Handle h, long id, String location) {
    List<String> others =
        h.createQuery(
                """
                select artifact_location from experiment
                where id <> :id and artifact_location >= :from and artifact_location < :end
                limit 1
                """)
            .bind("id", id)
            .bind("from", location + "/")
            .bind("end", location + "0")
            .mapTo(String.class)
            .list();
    return !others.isEmpty();
  }

  private Optional<String> below(String location, String folder) {
    String root = location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    try {
      return files.place(root + folder).map(SafePath::toString).filter(path -> !path.isEmpty());
    } catch (LooplineException e) {
      // A location that names no place of this store: a client's own affair.
      return Optional.empty();
    }
  }
}
