package dev.loopline.kernel.garbage;

/**
 * Removes a component's rows of what was deleted, in transactions that are each short, so that
 * writers are not kept waiting. Killed in the middle, it leaves nothing that counts as there and is
 * not whole; called again, it goes on.
 */
public interface Purger {
  /** What would go now; changes nothing. */
  Purged count(Doomed doomed);

  /** Removes it, and tells the event log of it in the same transactions. */
  Purged purge(Doomed doomed, String actor);
}
