package dev.loopline.kernel.garbage;

import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.StoredBlob;
import dev.loopline.kernel.artifacts.Sweep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Walks the blob store and lets go of what nobody uses. That nothing in use is removed, while
 * others store and name blobs at the same time:
 *
 * <ul>
 *   <li>Who stores or finds a blob under {@link Artifacts#naming} and then writes down that he uses
 *       it, holds it until after his commit. Did he hold it at any time since this walk began, the
 *       store keeps it. Did he let go before, his rows were committed before, and the look at the
 *       rows, which comes after the begin, shows them.
 *   <li>Who stores in one step and names in a later one, as a task does, is covered by its age:
 *       nothing goes that is younger than the oldest work that {@link BlobUser#unnamedFor} tells
 *       of. Work that begins later stores during the walk, which the store remembers.
 * </ul>
 *
 * A kill between two removals leaves a store from which some garbage is gone.
 */
final class BlobSweep {
  private final Sweep store;
  private final List<BlobUser.Uses> users;
  private final Instant since;
  private Weight freed = Weight.NONE;
  private Weight inUse = Weight.NONE;
  private Weight tooYoung = Weight.NONE;

  BlobSweep(Sweep store, List<BlobUser.Uses> users, Instant since) {
    this.store = store;
    this.users = List.copyOf(users);
    this.since = since;
  }

  Weight freed() {
    return freed;
  }

  Weight inUse() {
    return inUse;
  }

  Weight tooYoung() {
    return tooYoung;
  }

  void weigh() {
    store.list(some -> sweep(some, blob -> true));
  }

  /**
   * @param gone told the digests that were removed, some at a time
   */
  void remove(Consumer<List<Digest>> gone) {
    store.list(
        some -> {
          List<Digest> removed = sweep(some, blob -> store.remove(blob.digest(), since));
          if (!removed.isEmpty()) {
            gone.accept(removed);
          }
        });
  }

  private List<Digest> sweep(List<StoredBlob> some, Predicate<StoredBlob> letGo) {
    Set<Digest> unused = new HashSet<>();
    some.forEach(blob -> unused.add(blob.digest()));
    for (BlobUser.Uses user : users) {
      if (!unused.isEmpty()) {
        unused.removeAll(user.among(Set.copyOf(unused)));
      }
    }
    List<Digest> removed = new ArrayList<>();
    for (StoredBlob blob : some) {
      if (!unused.contains(blob.digest())) {
        inUse = inUse.and(blob.size());
      } else if (!blob.storedAt().isAfter(since) && letGo.test(blob)) {
        removed.add(blob.digest());
        freed = freed.and(blob.size());
      } else {
        tooYoung = tooYoung.and(blob.size());
      }
    }
    return removed;
  }
}
