package dev.loopline.cli.mlflow;

import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Texts;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One line on a terminal that tells how far the copy is, rewritten while it runs. */
final class Progress implements AutoCloseable {
  private static final long EVERY_MILLIS = 500;

  private final Tally tally;
  private final AtomicLong total;
  private final PrintWriter terminal;
  private final long began = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("progress").factory());

  /**
   * @param total how many runs there are, as far as it is known; 0 before
   */
  Progress(Tally tally, AtomicLong total, PrintWriter terminal) {
    this.tally = tally;
    this.total = total;
    this.terminal = terminal;
    clock.scheduleWithFixedDelay(this::tell, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tell() {
    terminal.print("\r\u001b[K" + line(tally, total.get(), System.nanoTime() - began));
    terminal.flush();
  }

  static String line(Tally tally, long total, long nanos) {
    long runs = 0;
    for (Outcome outcome : Outcome.values()) {
      runs += tally.count(Kind.RUNS, outcome);
    }
    double seconds = Math.max(nanos / 1e9, 0.001);
    double rate = runs / seconds;
    String of =
        total > 0
            ? String.format(Locale.ROOT, "%,d of %,d runs", runs, total)
            : String.format(Locale.ROOT, "%,d runs", runs);
    String left =
        total > runs && rate > 0
            ? ", " + Texts.duration(Duration.ofSeconds(Math.round((total - runs) / rate))) + " left"
            : "";
    return String.format(
        Locale.ROOT,
        "%s (%.0f/s), %,d points, %,d files, %s, %,d versions%s%s",
        of,
        rate,
        tally.points(),
        tally.count(Kind.FILES, Outcome.COPIED),
        Texts.bytes(tally.bytes()),
        tally.count(Kind.VERSIONS, Outcome.COPIED),
        tally.troubles() > 0 ? ", " + tally.troubles() + " problems" : "",
        left);
  }

  @Override
  public void close() {
    clock.shutdown();
    terminal.print("\r\u001b[K");
    terminal.flush();
  }
}
