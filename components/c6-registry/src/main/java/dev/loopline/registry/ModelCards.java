package dev.loopline.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The cards of versions; each change is a revision that stays. */
public interface ModelCards {
  /** A card as it was written. */
  record Revision(int revision, Instant at, String actor, ModelCard card) {}

  /** Writes the next revision. */
  Revision put(String model, int version, ModelCard card, String actor);

  /** The newest revision. */
  Optional<Revision> find(String model, int version);

  /** All revisions, newest first. */
  List<Revision> history(String model, int version, int limit);
}
