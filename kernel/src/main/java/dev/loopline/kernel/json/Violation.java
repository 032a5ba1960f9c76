package dev.loopline.kernel.json;

/**
 * One thing that is wrong with a document.
 *
 * @param pointer JSON pointer to the part
 * @param line its line in the file
 * @param message the fact and the remedy
 */
public record Violation(String file, int line, String pointer, String message) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + message;
  }
}
