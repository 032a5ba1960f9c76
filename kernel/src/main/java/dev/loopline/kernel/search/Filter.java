package dev.loopline.kernel.search;

import java.util.List;

/** What is looked for, as a tree. */
public sealed interface Filter {
  /** All of them; of none: everything. */
  record And(List<Filter> parts) implements Filter {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** At least one of them. */
  record Or(List<Filter> parts) implements Filter {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** What does not fit the part, things without its field included. */
  record Not(Filter part) implements Filter {}

  /** A field that is there and compares so; a thing without the field does not fit. */
  record Comparison(Field field, Operator operator, Operand operand) implements Filter {}

  /** A field that is there and is (not) one of the values. */
  record Membership(Field field, boolean negated, List<Operand> operands) implements Filter {
    public Membership {
      operands = List.copyOf(operands);
    }
  }

  /** A field that is there, or is not. */
  record Presence(Field field, boolean there) implements Filter {}

  /** Fits everything. */
  static Filter everything() {
    return new And(List.of());
  }

  /** The parts that must all hold: those of an {@link And}, else the filter itself. */
  default List<Filter> conjuncts() {
    return this instanceof And and ? and.parts() : List.of(this);
  }
}
