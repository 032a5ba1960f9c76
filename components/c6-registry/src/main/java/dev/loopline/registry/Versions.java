package dev.loopline.registry;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions of all models, whoever registered them. Every change is durable when the call returns,
 * an event of the log and an entry of the history.
 */
public interface Versions {
  /** Registers the next version of a model; numbers are unique and never given twice. */
  ModelVersion create(NewModelVersion version, String actor);

  ModelVersion require(String model, int version);

  /** Sets the description, or takes it away. */
  ModelVersion describe(String model, int version, @Nullable String description, String actor);

  /** Moves a version to a stage, from which others may have to go to the archive. */
  ModelVersion transition(String model, int version, Stage stage, Others others, String actor);

  /** What happens to the other versions of the stage. */
  enum Others {
    STAY,
    ARCHIVE
  }

  /** Deletes a version with its aliases; its number is not given again. */
  void delete(String model, int version, String actor);

  void setTag(String model, int version, String key, String value, String actor);

  void deleteTag(String model, int version, String key, String actor);

  /** The version of an alias; {@code latest} is the highest. */
  ModelVersion byAlias(String model, String alias);

  /** The highest version of each of the stages that has one; of all stages for an empty list. */
  List<ModelVersion> latest(String model, List<Stage> stages);

  Found<ModelVersion> search(SearchQuery query);

  long count(String filter);

  /** Versions by the run that they name. */
  List<ModelVersion> ofRun(String runId);

  Passport passport(String model, int version);

  /** One of the files of the passport, as it was when the version was registered. */
  Download open(String model, int version, String path);

  /** A file that is read to its end or closed. */
  record Download(String path, long size, InputStream in) {}

  /** Who was in a stage at a moment, newest first. */
  List<StagePeriod> inStage(String model, Stage stage, Instant at, Clock clock);

  /** Which of the two times a moment is of. */
  enum Clock {
    WALL,
    EVENT
  }
}
