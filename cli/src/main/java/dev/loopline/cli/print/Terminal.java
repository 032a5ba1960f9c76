package dev.loopline.cli.print;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whether somebody looks on, and how wide the window is. */
public final class Terminal {
  private static final int USUAL = 80;

  private Terminal() {}

  /** Whether what is printed goes to a terminal, not to a file or another program. */
  public static boolean isThere() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Characters in a line; no limit where nobody looks on. */
  static int width() {
    if (!isThere()) {
      return Integer.MAX_VALUE;
    }
    String told = System.getenv("COLUMNS");
    String columns = told != null && told.matches("\\d{1,4}") ? told : asked();
    return columns.matches("\\d{1,4}") && Integer.parseInt(columns) > 0
        ? Integer.parseInt(columns)
        : USUAL;
  }

  /** Java does not tell; stty does, where there is one. */
  private static String asked() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      String answer =
          new String(stty.getInputStream().readNBytes(32), StandardCharsets.US_ASCII).strip();
      return answer.substring(answer.indexOf(' ') + 1);
    } catch (IOException e) {
      return "";
    }
  }
}
