package dev.loopline.metadata.lineage;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the things that a walk reached.
 *
 * @param next names the page's last thing where more follow; else null
 */
record Reached(List<Ref> refs, @Nullable String next) {
  private static final Comparator<Ref> ORDER =
      Comparator.comparing(Ref::kind).thenComparing(Ref::id);

  Reached {
    refs = List.copyOf(refs);
  }

  static Reached page(
      Collection<Ref> reached,
      Ref root,
      @Nullable String only,
      @Nullable String cursor,
      int limit) {
    Ref after = cursor == null ? null : parse(cursor);
    List<Ref> found =
        reached.stream()
            .filter(ref -> !ref.equals(root))
            .filter(ref -> only == null || ref.kind().equals(only))
            .filter(ref -> after == null || ORDER.compare(ref, after) > 0)
            .sorted(ORDER)
            .limit(limit + 1L)
            .toList();
    if (found.size() <= limit) {
      return new Reached(found, null);
    }
    List<Ref> page = found.subList(0, limit);
    return new Reached(page, page.getLast().kind() + "/" + page.getLast().id());
  }

  private static Ref parse(String cursor) {
    int slash = cursor.indexOf('/');
    if (slash < 1) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'" + cursor + "' is no cursor; take nextCursor of the page before.");
    }
    return new Ref(cursor.substring(0, slash), cursor.substring(slash + 1));
  }
}
