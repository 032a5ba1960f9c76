package dev.loopline.kernel.db;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change that is cheaper for many items at once than for each of them, such as rows that are best
 * inserted in order. Handed to {@link Database#change(Together, Object)}; keep one object for one
 * kind of change, for items come together by it.
 */
@FunctionalInterface
public interface Together<I> {
  /** Changes for all items, or throws and changes for none. */
  void apply(Tx tx, List<I> items);

  /** The change for one item. */
  default Function<Tx, @Nullable Void> alone(I item) {
    return tx -> {
      apply(tx, List.of(item));
      return null;
    };
  }
}
