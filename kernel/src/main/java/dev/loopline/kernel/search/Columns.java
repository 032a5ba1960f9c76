package dev.loopline.kernel.search;

/** Which column a field is, as one owner knows it. */
@FunctionalInterface
public interface Columns {
  /**
   * The field's column.
   *
   * @throws dev.loopline.kernel.error.LooplineException {@link QueryError#at} for a field that is
   *     none, with those that are
   */
  Column of(Field field);
}
