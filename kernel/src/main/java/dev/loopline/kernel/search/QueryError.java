package dev.loopline.kernel.search;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;
import dev.loopline.kernel.error.LooplineException;
import java.util.Map;

/** How a query says no: where, what stands there, and what was expected. */
public enum QueryError implements ErrorCode {
  QUERY_INVALID;

  @Override
  public Category category() {
    return Category.INVALID;
  }

  /**
   * @param at the column in the query's text, from 1
   * @param message a sentence that names the fact and the remedy
   */
  public static LooplineException at(int at, String message) {
    return new LooplineException(
        QUERY_INVALID,
        "Invalid query at column " + at + ": " + message,
        Map.of("column", at),
        null);
  }
}
