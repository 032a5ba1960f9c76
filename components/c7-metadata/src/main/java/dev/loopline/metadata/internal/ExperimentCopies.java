package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.Existing;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.metadata.imports.ImportedExperiment;
import dev.loopline.metadata.imports.Ledger;
import dev.loopline.metadata.imports.Mark;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Copies of experiments: which one here stands for which one there. */
final class ExperimentCopies {
  private static final String DEFAULT = "Default";

  private final Kernel kernel;
  private final Ledger ledger;
  private final Happenings happenings;

  ExperimentCopies(Kernel kernel, Ledger ledger, Happenings happenings) {
    this.kernel = kernel;
    this.ledger = ledger;
    this.happenings = happenings;
  }

  Experiment take(ImportedExperiment copy, String actor) {
    return kernel
        .db()
        .write(
            tx -> {
              Mark mark = known(tx, copy).orElseGet(() -> begin(tx, copy, actor));
              long id = Long.parseLong(mark.here());
              boolean isOwn = mark.state().equals(Mark.OWN);
              if (isOwn) {
                state(tx, id, copy);
              }
              tag(tx, id, copy.content().tags(), isOwn);
              return StoredExperiments.require(tx.handle(), id);
            });
  }

  /** What was made here keeps its tags, and only gains others. */
  private static void tag(Tx tx, long id, Map<String, String> tags, boolean isOwn) {
    Set<String> kept =
        isOwn ? Set.of() : ExperimentDao.byId(tx.handle(), id).orElseThrow().tags().keySet();
    tags.forEach(
        (key, value) -> {
          if (!kept.contains(key)) {
            ExperimentDao.setTag(tx, id, key, value);
          }
        });
  }

  Mark copyOf(Entry entry) {
    return kernel
        .db()
        .read(h -> ImportDao.find(h, entry))
        .orElseThrow(
            () ->
                new LooplineException(
                    ImportError.IMPORT_NOT_FOUND,
                    "Experiment " + entry.id() + " of " + entry.source() + " was not copied yet."));
  }

  /** What it was copied to before, where that is still here. */
  private Optional<Mark> known(Tx tx, ImportedExperiment copy) {
    return ledger
        .find(tx, copy.entry())
        .filter(m -> ExperimentDao.byId(tx.handle(), Long.parseLong(m.here())).isPresent());
  }

  private Mark begin(Tx tx, ImportedExperiment copy, String actor) {
    Optional<Experiment> there = ExperimentDao.byName(tx.handle(), copy.content().name());
    Mark mark =
        there
            .map(e -> new Mark(Long.toString(merged(copy, e)), Mark.MERGED))
            .orElseGet(() -> new Mark(Long.toString(insert(tx, copy)), Mark.OWN));
    ledger.put(tx, copy.entry(), mark);
    if (there.isEmpty()) {
      happenings.experiment(
          tx, "imported", Long.parseLong(mark.here()), copy.content().name(), actor);
    }
    return mark;
  }

  /** Every server has its Default; any other of that name was made here. */
  private static long merged(ImportedExperiment copy, Experiment there) {
    boolean isDefault = there.id() == 0 && copy.content().name().equals(DEFAULT);
    if (!isDefault && copy.existing() == Existing.REFUSE) {
      throw new LooplineException(
          ImportError.IMPORT_CONFLICT,
          "There is an experiment '"
              + there.name()
              + "' here (id "
              + there.id()
              + ") that was not copied from "
              + copy.entry().source()
              + ". Rename one of them, or merge them.");
    }
    return there.id();
  }

  /** Under the same id where that is free, else under the next. */
  private long insert(Tx tx, ImportedExperiment copy) {
    String name = copy.content().name();
    String wanted = copy.entry().id();
    if (wanted.matches("[1-9]\\d{0,17}")) {
      long id = Long.parseLong(wanted);
      if (ExperimentDao.byId(tx.handle(), id).isEmpty()
          && ImportDao.insertExperiment(tx, kernel.db().dialect(), id, name, copy.createdAt())) {
        return located(tx, id, copy);
      }
    }
    long next = ExperimentDao.insert(tx, name, copy.createdAt()).orElseThrow(() -> taken(name));
    return located(tx, next, copy);
  }

  private static long located(Tx tx, long id, ImportedExperiment copy) {
    String given = copy.content().artifactLocation();
    ExperimentDao.locate(tx, id, given == null ? "mlflow-artifacts:/" + id : given);
    return id;
  }

  private static void state(Tx tx, long id, ImportedExperiment copy) {
    if (copy.content().artifactLocation() == null) {
      located(tx, id, copy);
    }
    String name = copy.content().name();
    if (!ExperimentDao.rename(tx, id, name, copy.updatedAt())) {
      throw taken(name);
    }
    ImportDao.restate(tx, id, copy);
  }

  private static LooplineException taken(String name) {
    return new LooplineException(
        ImportError.IMPORT_CONFLICT,
        "Another experiment is called '" + name + "' here. Rename one of them.");
  }
}
