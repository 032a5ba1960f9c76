package dev.loopline.kernel.search;

import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.ErrorCode;
import dev.loopline.kernel.error.LooplineException;
import java.util.Map;

/** How a query says no: where, what stands there, and what was expected. */
public enum QueryError implements ErrorCode {
  QUERY_INVALID,
  ORDER_INVALID,
  COLUMNS_INVALID,
  CURSOR_INVALID;

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

  /** The same of an order, or of a list of columns: what was read as a query is no query. */
  public LooplineException of(LooplineException error) {
    String what = this == ORDER_INVALID ? "order" : "list of columns";
    String message = String.valueOf(error.getMessage());
    return new LooplineException(
        this, message.replaceFirst("^Invalid query", "Invalid " + what), error.details(), null);
  }

  /** A cursor that is none, or another search's. */
  public static LooplineException cursor() {
    return new LooplineException(
        CURSOR_INVALID,
        "The cursor is not of this search; pass on the previous page's 'next' with the same kind,"
            + " query, order and product, or leave it out to begin anew.");
  }
}
