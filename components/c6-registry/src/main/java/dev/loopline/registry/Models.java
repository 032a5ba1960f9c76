package dev.loopline.registry;

import java.util.Map;
import java.util.Optional;

/**
 * Registered models. Every change is durable when the call returns, an event of the log and an
 * entry of the history.
 */
public interface Models {
  /** {@code RESOURCE_ALREADY_EXISTS} where the name is taken; of many at once, one wins. */
  RegisteredModel create(String name, String description, Map<String, String> tags, String actor);

  RegisteredModel require(String name);

  Optional<RegisteredModel> find(String name);

  RegisteredModel describe(String name, String description, String actor);

  /** All versions, tags, aliases and the history move along; the old name is free at once. */
  RegisteredModel rename(String name, String newName, String actor);

  /** Deletes the model with its versions, tags and aliases; its history stays. */
  void delete(String name, String actor);

  void setTag(String name, String key, String value, String actor);

  /** A tag that is not there is no error. */
  void deleteTag(String name, String key, String actor);

  /** Gives a version the alias, which another may lose by it. */
  void setAlias(String name, String alias, int version, String actor);

  /** An alias that is not there is no error. */
  void deleteAlias(String name, String alias, String actor);

  Found<RegisteredModel> search(SearchQuery query);

  /** How many a filter fits. */
  long count(String filter);

  /** The changes of a model and its versions, newest first, before an entry. */
  Found<Change> history(String name, long before, int limit);
}
