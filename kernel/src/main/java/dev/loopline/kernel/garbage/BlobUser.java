package dev.loopline.kernel.garbage;

import dev.loopline.kernel.artifacts.Digest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Says which blobs a component uses. Every component registers one, also one that uses none: as
 * long as any has not, nothing is removed. An answer is read from committed rows, never from a
 * memory of them.
 */
public interface BlobUser {
  /** The component's name, as its migrations' folder is called. */
  String component();

  /**
   * @param leaving what shall count as gone already, for a report of what its removal would free;
   *     empty for all that is there
   */
  Uses uses(Optional<Doomed> leaving);

  /**
   * How long a blob may lie before this component names it: as long as the oldest work is under way
   * that stores a blob in one step and names it in a later one. Zero where blobs are held until
   * they are named.
   */
  default Duration unnamedFor() {
    return Duration.ZERO;
  }

  /** Which of some blobs are used; asked many times for one collection. */
  @FunctionalInterface
  interface Uses {
    Set<Digest> among(Set<Digest> some);
  }

  /** A component that has nothing in the blob store. */
  static BlobUser none(String component) {
    return new BlobUser() {
      @Override
      public String component() {
        return component;
      }

      @Override
      public Uses uses(Optional<Doomed> leaving) {
        return some -> Set.of();
      }
    };
  }
}
