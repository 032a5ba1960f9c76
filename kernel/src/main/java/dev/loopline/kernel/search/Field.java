package dev.loopline.kernel.search;

/**
 * What a comparison is about: {@code metrics.auc} has the group {@code metrics} and the key {@code
 * auc}; a bare name such as {@code status} has no group. Keys may hold dots and, in quotes or
 * backticks, anything.
 *
 * @param group empty for a bare name
 * @param at the column in the query's text, from 1
 */
public record Field(String group, String key, int at) {
  /** A bare name. */
  public static Field of(String name) {
    return new Field("", name, 1);
  }

  @Override
  public String toString() {
    return group.isEmpty() ? key : group + "." + key;
  }
}
