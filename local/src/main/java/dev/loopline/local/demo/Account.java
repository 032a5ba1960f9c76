package dev.loopline.local.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Tells what the demo does: lines that stay, and a bar that moves where there is a terminal. */
final class Account {
  private static final int WIDTH = 30;

  private final PrintStream out;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private boolean barOpen;
  private int lastTenth = -1;

  Account(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  void say(String format, Object... values) {
    closeBar();
    out.printf(Locale.ROOT, "%6.1f s  ", seconds());
    out.printf(Locale.ROOT, format, values);
    out.println();
  }

  void line(String format, Object... values) {
    closeBar();
    out.printf(Locale.ROOT, format, values);
    out.println();
  }

  /** Moves the bar; without a terminal, a line for each tenth. */
  void progress(String what, long done, long all) {
    int tenth = (int) (10 * done / Math.max(1, all));
    if (terminal) {
      int filled = (int) (WIDTH * done / Math.max(1, all));
      out.printf(
          Locale.ROOT,
          "\r%6.1f s  [%s%s] %3d %%  %-40s",
          seconds(),
          "█".repeat(filled),
          "·".repeat(WIDTH - filled),
          100 * done / Math.max(1, all),
          what);
      out.flush();
      barOpen = true;
    } else if (tenth != lastTenth) {
      out.printf(Locale.ROOT, "%6.1f s  %3d %%  %s%n", seconds(), 10 * tenth, what);
    }
    lastTenth = tenth;
  }

  private void closeBar() {
    if (barOpen) {
      out.println();
      barOpen = false;
    }
    lastTenth = -1;
  }
}
