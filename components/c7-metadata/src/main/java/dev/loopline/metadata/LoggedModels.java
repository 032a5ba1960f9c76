package dev.loopline.metadata;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Logged models. Whatever is acknowledged is durable, and a change of state is an event. */
public interface LoggedModels {
  /** Begins a model in an active experiment; its files are still to come. */
  LoggedModel create(NewLoggedModel model, String actor);

  /** The model, a deleted one as well. */
  Optional<LoggedModel> find(String id);

  /** A model that is not deleted. */
  LoggedModel require(String id);

  /** Tells how the upload of its files ended. */
  LoggedModel finish(String id, LoggedModelStatus status, String actor);

  /** Deletes it; the same again changes nothing. */
  void delete(String id, String actor);

  void setTags(String id, Map<String, String> tags);

  void deleteTag(String id, String key);

  /** Adds parameters; the same value again changes nothing, another one is refused. */
  void logParams(String id, Map<String, String> params);

  /** Notes in {@link LoggedModel#VERSIONS_TAG} that a version was registered; once for each. */
  void registered(String id, String name, long version);

  /** A page of a search; one more than {@code limit} tells that there is more. */
  List<LoggedModel> search(LoggedModelQuery query, int offset, int limit);
}
