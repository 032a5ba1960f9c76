package dev.loopline.features;

/**
 * One column that a view computes.
 *
 * @param type {@code number} or {@code string}
 */
public record Feature(String name, String type) {
  public static final String NUMBER = "number";
  public static final String STRING = "string";

  public boolean holdsNumbers() {
    return type.equals(NUMBER);
  }
}
