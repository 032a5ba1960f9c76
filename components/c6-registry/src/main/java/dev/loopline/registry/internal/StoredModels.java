package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Change;
import dev.loopline.registry.Found;
import dev.loopline.registry.ModelNames;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.Models;
import dev.loopline.registry.RegisteredModel;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.SearchQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** {@link Models} over the component's tables. */
public final class StoredModels implements Models {
  private final Kernel kernel;
  private final Journal journal;
  private final Shelf shelf;
  private final RegistrySearch search;

  StoredModels(Kernel kernel, Journal journal, Shelf shelf, RegistrySearch search) {
    this.kernel = kernel;
    this.journal = journal;
    this.shelf = shelf;
    this.search = search;
  }

  @Override
  public RegisteredModel create(
      String name, String description, Map<String, String> tags, String actor) {
    ModelNames.model("name", name);
    ModelNames.tags(tags);
    ModelNames.description(description);
    boolean prompt = tags.containsKey(RegisteredModel.PROMPT_TAG);
    return kernel
        .db()
        .write(
            tx -> {
              long no =
                  ModelDao.insert(tx, name, description, kernel.clock().now())
                      .orElseThrow(() -> taken(tx, name, prompt));
              tags.forEach((key, value) -> TagDao.setOfModel(tx, no, key, value));
              ObjectNode facts =
                  Json.object().put("description", description).put("prompt", prompt);
              facts.set("tags", Json.tree(tags));
              journal.note(
                  tx, Shelf.model(tx.handle(), name), Journal.MODEL, "created", actor, facts);
              return filled(tx.handle(), name);
            });
  }

  private static LooplineException taken(Tx tx, String name, boolean prompt) {
    boolean other =
        TagDao.ofModels(tx.handle(), List.of(Shelf.model(tx.handle(), name).no())).values().stream()
            .anyMatch(tags -> tags.containsKey(RegisteredModel.PROMPT_TAG));
    String wanted = prompt ? "prompt" : "registered model";
    String message =
        other == prompt
            ? (prompt ? "Prompt" : "Registered Model") + " (name=" + name + ") already exists."
            : "Tried to create a "
                + wanted
                + " with name '"
                + name
                + "', but the name is already taken by a "
                + (prompt ? "registered model" : "prompt")
                + ". MLflow does not allow creating a model and a prompt with the same name.";
    return new LooplineException(RegistryError.RESOURCE_ALREADY_EXISTS, message);
  }

  @Override
  public RegisteredModel require(String name) {
    return find(name).orElseThrow(() -> Shelf.noModel(name));
  }

  @Override
  public Optional<RegisteredModel> find(String name) {
    return kernel
        .db()
        .read(h -> ModelDao.find(h, name).map(row -> fill(h, List.of(row)).getFirst()));
  }

  private static RegisteredModel filled(Handle h, String name) {
    return fill(h, List.of(Shelf.model(h, name))).getFirst();
  }

  /** With tags, aliases and latest versions, by a few statements for all. */
  private static List<RegisteredModel> fill(Handle h, List<ModelRow> rows) {
    List<Long> numbers = rows.stream().map(ModelRow::no).toList();
    Map<Long, Map<String, String>> tags = TagDao.ofModels(h, numbers);
    Map<Long, Map<String, Integer>> aliases = AliasDao.ofModels(h, numbers);
    Map<String, List<ModelVersion>> latest =
        VersionDao.fill(h, VersionDao.latest(h, numbers)).stream()
            .collect(Collectors.groupingBy(ModelVersion::model));
    return rows.stream()
        .map(
            row ->
                new RegisteredModel(
                    row.name(),
                    row.product(),
                    row.description(),
                    tags.getOrDefault(row.no(), Map.of()),
                    aliases.getOrDefault(row.no(), Map.of()),
                    latest.getOrDefault(row.name(), List.of()),
                    row.createdAt(),
                    row.updatedAt()))
        .toList();
  }

  @Override
  public RegisteredModel describe(String name, String description, String actor) {
    ModelNames.description(description);
    return changed(
        name,
        (tx, model) -> {
          ModelDao.describe(tx, model.no(), description, kernel.clock().now());
          journal.note(
              tx,
              model,
              Journal.MODEL,
              "described",
              actor,
              Json.object().put("description", description));
          return name;
        });
  }

  @Override
  public RegisteredModel rename(String name, String newName, String actor) {
    ModelNames.model("new_name", newName);
    return changed(
        name,
        (tx, model) -> {
          // A product's endpoints and pipelines name the model: it is found by that name.
          if (VersionDao.anyServable(tx.handle(), model.no())
              || shelf.governance().isServed(tx, model)) {
            throw new LooplineException(
                RegistryError.IN_USE,
                name
                    + " is a model of product "
                    + model.product()
                    + ", whose pipelines and endpoints name it so; it cannot be renamed.");
          }
          Instant now = kernel.clock().now();
          if (name.equals(newName)) {
            throw exists(newName);
          }
          // Taken by a row of its own first: of two that want the name at once, one is told.
          long reserved = ModelDao.insert(tx, newName, "", now).orElseThrow(() -> exists(newName));
          ModelDao.delete(tx, reserved);
          ModelDao.rename(tx, model.no(), newName, now);
          PeriodDao.rename(tx, model.no(), newName);
          journal.tell(
              tx,
              Shelf.model(tx.handle(), newName),
              Journal.MODEL,
              "renamed",
              actor,
              Json.object().put("from", name));
          return newName;
        });
  }

  private static LooplineException exists(String name) {
    return new LooplineException(
        RegistryError.RESOURCE_ALREADY_EXISTS,
        "Registered Model (name=" + name + ") already exists. Error: choose another name.");
  }

  @Override
  public void delete(String name, String actor) {
    kernel
        .db()
        .change(
            tx -> {
              ModelRow model = shelf.lock(tx, name);
              shelf.governance().requireUnused(tx, model);
              PeriodDao.closeAll(tx, model.no(), journal.now(tx, model.product()));
              journal.tell(tx, model, Journal.MODEL, "deleted", actor, Json.object());
              ModelDao.delete(tx, model.no());
            });
  }

  @Override
  public void setTag(String name, String key, String value, String actor) {
    ModelNames.tag(key, value);
    kernel
        .db()
        .change(
            tx -> {
              ModelRow model = shelf.lock(tx, name);
              TagDao.setOfModel(tx, model.no(), key, value);
              journal.note(
                  tx,
                  model,
                  Journal.MODEL,
                  "tagged",
                  actor,
                  Json.object()
                      .put("key", key)
                      .put("value", value)
                      .put("prompt", TagDao.isPrompt(tx.handle(), model.no())));
            });
  }

  @Override
  public void deleteTag(String name, String key, String actor) {
    ModelNames.tagKey(key);
    kernel
        .db()
        .change(
            tx -> {
              ModelRow model = shelf.lock(tx, name);
              boolean prompt = TagDao.isPrompt(tx.handle(), model.no());
              if (TagDao.deleteOfModel(tx, model.no(), key)) {
                journal.note(
                    tx,
                    model,
                    Journal.MODEL,
                    "untagged",
                    actor,
                    Json.object().put("key", key).put("prompt", prompt));
              }
            });
  }

  @Override
  public void setAlias(String name, String alias, int version, String actor) {
    ModelNames.newAlias(alias);
    kernel
        .db()
        .change(
            tx -> {
              ModelRow model = shelf.lock(tx, name);
              if (!AliasDao.find(tx.handle(), model.no(), alias).equals(Optional.of(version))) {
                shelf.governance().requireFree(tx, model, alias);
              }
              shelf.alias(tx, model, alias, version, actor, kind(tx, model));
            });
  }

  @Override
  public void deleteAlias(String name, String alias, String actor) {
    ModelNames.alias(alias);
    kernel
        .db()
        .change(
            tx -> {
              ModelRow model = shelf.lock(tx, name);
              if (AliasDao.find(tx.handle(), model.no(), alias).isPresent()) {
                shelf.governance().requireFree(tx, model, alias);
              }
              shelf.unalias(tx, model, alias, actor, kind(tx, model));
            });
  }

  /** Says of a prompt that it is one, for those who are told. */
  private static ObjectNode kind(Tx tx, ModelRow model) {
    return TagDao.isPrompt(tx.handle(), model.no())
        ? Json.object().put("prompt", true)
        : Json.object();
  }

  @Override
  public Found<RegisteredModel> search(SearchQuery query) {
    return kernel
        .db()
        .read(
            h -> {
              Found<ModelRow> found = search.models(h, query);
              return new Found<>(fill(h, found.items()), found.next());
            });
  }

  @Override
  public long count(String filter) {
    return search.countModels(filter);
  }

  @Override
  public Found<Change> history(String name, long before, int limit) {
    List<Change> changes =
        kernel
            .db()
            .read(
                h ->
                    ModelDao.find(h, name)
                        .map(row -> HistoryDao.ofModel(h, row.no(), before, limit + 1))
                        .orElseGet(() -> HistoryDao.ofName(h, name, before, limit + 1)));
    boolean more = changes.size() > limit;
    List<Change> kept = more ? changes.subList(0, limit) : changes;
    return new Found<>(kept, more ? String.valueOf(kept.getLast().id()) : null);
  }

  /** What is done to a locked model; gives the name under which it then is found. */
  private interface Work {
    String on(Tx tx, ModelRow model);
  }

  private RegisteredModel changed(String name, Work work) {
    return kernel.db().write(tx -> filled(tx.handle(), work.on(tx, shelf.lock(tx, name))));
  }
}
