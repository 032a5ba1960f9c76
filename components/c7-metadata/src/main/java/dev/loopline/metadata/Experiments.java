package dev.loopline.metadata;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Experiments. Whatever is acknowledged is durable, and a change of state is an event. */
public interface Experiments {
  /** Creates an experiment; of several at once with one name, one wins and the others are told. */
  Experiment create(NewExperiment experiment, String actor);

  Experiment require(long id);

  /** By name, deleted ones as well. */
  Optional<Experiment> find(String name);

  /**
   * A page of a search; one more than {@code limit} tells that there is more.
   *
   * @param offset how many come before the page
   */
  List<Experiment> search(ExperimentQuery query, int offset, int limit);

  /** What experiments are looked for. */
  record ExperimentQuery(String filter, List<String> orderBy, @Nullable Lifecycle lifecycle) {
    public ExperimentQuery {
      orderBy = List.copyOf(orderBy);
    }
  }

  void rename(long id, String name, String actor);

  /** Deletes it with its runs; nothing of them is lost until they are collected. */
  void delete(long id, String actor);

  /** Undoes {@link #delete}, for its runs as well. */
  void restore(long id, String actor);

  void setTag(long id, String key, String value);

  void deleteTag(long id, String key);
}
