package dev.loopline.kernel.search;

import java.util.List;

/**
 * Where a field lies in an owner's tables.
 *
 * @param before what stands before the comparison, such as {@code exists (select 1 from …}; empty
 *     for a column of the searched row itself
 * @param value the SQL expression that is compared
 * @param after what stands behind it, such as the bracket that closes
 * @param arguments bound to the signs {@code ?} in {@code before}
 * @param type which comparisons it takes
 */
public record Column(String before, String value, String after, List<Object> arguments, Type type) {
  public Column {
    arguments = List.copyOf(arguments);
  }

  /** What a field holds. */
  public enum Type {
    /** Compared as text: {@code =, !=, LIKE, ILIKE, IN}. */
    TEXT,
    /** A number: all signs. */
    NUMBER,
    /** Epoch milliseconds: all signs; also takes dates in quotes and {@code now - 7d}. */
    TIME,
    /** Milliseconds: all signs; takes {@code 90s}. */
    DURATION,
    /**
     * A text or a number, as each thing has it: compared as the operand is, and what is of the
     * other sort does not fit. No column of a table.
     */
    OPEN;

    /** The signs and words that it is compared by. */
    public List<String> operators() {
      return switch (this) {
        case TEXT -> List.of("=", "!=", "LIKE", "ILIKE", "IN", "IS NULL");
        case NUMBER, TIME, DURATION -> List.of("=", "!=", "<", "<=", ">", ">=", "IN", "IS NULL");
        case OPEN -> List.of("=", "!=", "<", "<=", ">", ">=", "LIKE", "ILIKE", "IN", "IS NULL");
      };
    }
  }

  /** A column of the searched row itself. */
  public static Column of(String value, Type type) {
    return new Column("", value, "", List.of(), type);
  }
}
