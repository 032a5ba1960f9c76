package dev.loopline.kernel.db;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One closure, its outcome, and the caller that waits for it. */
final class WriteJob<T extends @Nullable Object> {
  private final Function<Tx, T> work;
  private final @Nullable Share<?> share;
  private final CompletableFuture<@Nullable T> done = new CompletableFuture<>();
  private @Nullable Tx tx;
  private @Nullable T result;
  private @Nullable Throwable failure;

  /** What a job does together with others. */
  record Share<I>(Together<I> work, I item) {}

  WriteJob(Function<Tx, T> work, @Nullable Share<?> share) {
    this.work = work;
    this.share = share;
  }

  /** Jobs that share their work, and each of the others by itself, in the order of the first. */
  static List<List<WriteJob<?>>> groups(List<WriteJob<?>> jobs) {
    List<List<WriteJob<?>>> groups = new ArrayList<>();
    Map<Together<?>, List<WriteJob<?>>> shared = new IdentityHashMap<>();
    for (WriteJob<?> job : jobs) {
      List<WriteJob<?>> group = job.share == null ? null : shared.get(job.share.work());
      if (group == null) {
        group = new ArrayList<>();
        groups.add(group);
        if (job.share != null) {
          shared.put(job.share.work(), group);
        }
      }
      group.add(job);
    }
    return groups;
  }

  /** Runs a lone job, or several that share their work. */
  static void run(List<WriteJob<?>> group, Tx tx) {
    Share<?> share = group.getFirst().share;
    if (group.size() == 1 || share == null) {
      group.getFirst().run(tx);
      return;
    }
    runShared(share.work(), group, tx);
    WriteJob<?> first = group.getFirst();
    first.tx = tx;
    group.forEach(job -> job.failure = null);
  }

  @SuppressWarnings("unchecked") // Jobs were grouped by their work, so their items are its items.
  private static <I> void runShared(Together<I> work, List<WriteJob<?>> group, Tx tx) {
    List<I> items = new ArrayList<>(group.size());
    for (WriteJob<?> job : group) {
      if (job.share != null) {
        items.add((I) job.share.item());
      }
    }
    work.apply(tx, items);
  }

  void run(Tx tx) {
    result = work.apply(tx);
    this.tx = tx;
    failure = null;
  }

  /** Its closure failed and was undone; the caller is told when the others are committed. */
  void failed(Throwable error) {
    failure = error;
  }

  void complete() {
    if (failure == null) {
      done.complete(result);
    } else {
      done.completeExceptionally(failure);
    }
  }

  void fail(Throwable error) {
    done.completeExceptionally(failure == null ? error : failure);
  }

  /** What the closure asked for, on its caller's thread. */
  void runAfterCommit() {
    if (tx != null) {
      tx.runAfterCommit();
    }
  }

  @SuppressWarnings("NullAway") // T itself may be nullable; the future carries what work gave.
  T await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return done.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw rethrow(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrow(Throwable error) {
    if (error instanceof Error fatal) {
      throw fatal;
    }
    error.addSuppressed(new Throwable("called from"));
    return error instanceof RuntimeException r ? r : new IllegalStateException(error);
  }
}
