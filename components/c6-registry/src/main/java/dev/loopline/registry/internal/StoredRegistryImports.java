package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Naming;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.Existing;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.metadata.imports.Ledger;
import dev.loopline.metadata.imports.Mark;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewModelVersion;
import dev.loopline.registry.Origin;
import dev.loopline.registry.Passport;
import dev.loopline.registry.RegistryImports;
import dev.loopline.registry.Stage;
import dev.loopline.registry.internal.PeriodDao.Moment;
import dev.loopline.registry.internal.StoredVersions.Arrivals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@link RegistryImports} over the component's tables. */
public final class StoredRegistryImports implements RegistryImports {
  private static final String CHANGE = "imported";

  private final Kernel kernel;
  private final Journal journal;
  private final Shelf shelf;
  private final Arrivals arrivals;
  private final Ledger ledger;

  StoredRegistryImports(
      Kernel kernel, Journal journal, Shelf shelf, Arrivals arrivals, Ledger ledger) {
    this.kernel = kernel;
    this.journal = journal;
    this.shelf = shelf;
    this.arrivals = arrivals;
    this.ledger = ledger;
  }

  @Override
  public Aliases model(Model model, String actor) {
    String name = model.entry().id();
    return kernel
        .db()
        .write(
            tx -> {
              boolean isNew =
                  ModelDao.insert(tx, name, model.description(), model.createdAt()).isPresent();
              ModelRow row = shelf.lock(tx, name);
              boolean isOwn = mark(tx, row, model, isNew).state().equals(Mark.OWN);
              tag(tx, row, model, isOwn);
              Aliases aliases = alias(tx, row, model, actor);
              if (isOwn) {
                ImportStatements.restate(
                    tx, row.no(), model.description(), model.createdAt(), model.updatedAt());
              }
              if (isNew) {
                journal.note(tx, row, Journal.MODEL, CHANGE, actor, from(model.entry()));
              }
              return aliases;
            });
  }

  /** Whose the model is: the copy's, or somebody's here whom it was merged with. */
  private Mark mark(Tx tx, ModelRow row, Model model, boolean isNew) {
    Optional<Mark> known = ledger.find(tx, model.entry());
    if (isNew) {
      ImportStatements.note(tx, row.no());
    } else if (known.filter(m -> stillHolds(tx, row, m)).isPresent()) {
      return known.get();
    }
    String name = model.entry().id();
    if (!isNew && model.existing() == Existing.REFUSE) {
      throw conflict(model.entry());
    }
    Mark mark = new Mark(name, isNew ? Mark.OWN : Mark.MERGED);
    ledger.put(tx, model.entry(), mark);
    return mark;
  }

  private static LooplineException conflict(Entry model) {
    return new LooplineException(
        ImportError.IMPORT_CONFLICT,
        "There is a model '"
            + model.id()
            + "' here that was not copied from "
            + model.source()
            + ". Rename one of them, or merge them.");
  }

  /** The copy's own may have been deleted here, and its name given to another. */
  private static boolean stillHolds(Tx tx, ModelRow row, Mark mark) {
    return mark.state().equals(Mark.MERGED) || ImportStatements.isCopy(tx, row.no());
  }

  /** What was made here keeps its tags, and only gains others. */
  private static void tag(Tx tx, ModelRow row, Model model, boolean isOwn) {
    Map<String, String> kept =
        isOwn
            ? Map.of()
            : TagDao.ofModels(tx.handle(), List.of(row.no())).getOrDefault(row.no(), Map.of());
    model
        .tags()
        .forEach(
            (key, value) -> {
              if (!kept.containsKey(key)) {
                TagDao.setOfModel(tx, row.no(), key, value);
              }
            });
  }

  private Aliases alias(Tx tx, ModelRow row, Model model, String actor) {
    List<String> leftOut = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    new TreeMap<>(model.aliases())
        .forEach(
            (alias, version) -> {
              Optional<Integer> at = AliasDao.find(tx.handle(), row.no(), alias);
              if (VersionDao.find(tx.handle(), row.name(), version).isEmpty()
                  || isMadeHere(tx, row, version)) {
                leftOut.add(alias);
              } else if (at.filter(there -> isMadeHere(tx, row, there)).isPresent()
                  || (!at.equals(Optional.of(version))
                      && shelf.governance().isReserved(tx, row, alias))) {
                kept.add(alias);
              } else if (!at.equals(Optional.of(version))) {
                AliasDao.set(tx, row.no(), alias, version);
                journal.note(
                    tx, row, version, CHANGE, actor, from(model.entry()).put("alias", alias));
              }
            });
    return new Aliases(leftOut, kept);
  }

  private static boolean isMadeHere(Tx tx, ModelRow row, int version) {
    return !ImportStatements.isCopy(tx, new VersionKey(row.no(), version));
  }

  @Override
  public ModelVersion version(Version version, String actor) {
    NewModelVersion content = version.content();
    Origin origin = arrivals.sources().resolve(content);
    Entry entry =
        new Entry(version.source(), Entry.VERSION, content.model() + "/" + version.number());
    kernel.db().read(h -> Shelf.model(h, content.model()));
    Passport passport =
        content.isPrompt()
            ? new Passport(List.of(), null, null)
            : arrivals.passports().read(origin.place());
    try (Naming naming = kernel.artifacts().naming()) {
      PassportReader.hold(naming, origin, passport);
      return kernel.db().write(tx -> put(tx, version, entry, origin, passport, actor));
    }
  }

  private ModelVersion put(
      Tx tx, Version version, Entry entry, Origin origin, Passport passport, String actor) {
    ModelRow row = shelf.lock(tx, version.content().model());
    VersionKey key = new VersionKey(row.no(), version.number());
    Entry model = new Entry(version.source(), Entry.MODEL, row.name());
    if (ledger.find(tx, model).filter(mark -> stillHolds(tx, row, mark)).isEmpty()) {
      throw conflict(model);
    }
    if (!ImportStatements.isGiven(tx, key)) {
      insert(tx, row, version, origin, passport);
      ledger.put(tx, entry, new Mark(entry.id(), ""));
      journal.note(tx, row, version.number(), CHANGE, actor, from(entry));
    } else if (ledger.find(tx, entry).isEmpty() || !ImportStatements.isCopy(tx, key)) {
      throw conflict(version);
    }
    state(tx, row, version, actor, entry);
    return Shelf.filled(tx.handle(), row.name(), version.number());
  }

  private void insert(Tx tx, ModelRow row, Version version, Origin origin, Passport passport) {
    VersionKey key = new VersionKey(row.no(), version.number());
    VersionDao.insert(
        tx,
        row.no(),
        new VersionDao.New(
            version.number(),
            origin,
            version.description(),
            Stage.NONE,
            version.user(),
            version.createdAt(),
            null,
            null,
            Json.write(new Passport(List.of(), passport.mlmodel(), passport.problem()))));
    ImportStatements.note(tx, key);
    FileDao.insert(tx, key, passport.files());
    ImportStatements.reserve(tx, row.no(), version.number());
  }

  private void state(Tx tx, ModelRow row, Version version, String actor, Entry entry) {
    VersionRow there = Shelf.version(tx.handle(), row.name(), version.number());
    version
        .content()
        .tags()
        .forEach((key, value) -> TagDao.setOfVersion(tx, row.no(), there.version(), key, value));
    if (!there.stage().equals(version.stage())) {
      shelf.governance().requireOpen(tx, row, there, version.stage());
      VersionDao.setStage(tx, there.key(), version.stage(), version.updatedAt());
      PeriodDao.move(tx, row.name(), there.key(), version.stage(), since(version));
      journal.note(
          tx,
          row,
          there.version(),
          CHANGE,
          actor,
          from(entry).put("stage", version.stage().name()));
    }
    ImportStatements.restate(
        tx, there.key(), version.description(), version.createdAt(), version.updatedAt());
  }

  /** It has been in its stage since it was last changed at the latest; nobody tells more. */
  private Moment since(Version version) {
    Instant now = kernel.clock().now();
    Instant at = version.updatedAt().isAfter(now) ? now : version.updatedAt();
    return new Moment(at, at);
  }

  private static ObjectNode from(Entry entry) {
    return Json.object().put("from", entry.source());
  }

  private static LooplineException conflict(Version version) {
    return new LooplineException(
        ImportError.IMPORT_CONFLICT,
        "Version "
            + version.number()
            + " of "
            + version.content().model()
            + " was made here, not copied from "
            + version.source()
            + "; a number is given once. Rename one of the models.");
  }
}
