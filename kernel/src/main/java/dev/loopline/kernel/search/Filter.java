package dev.loopline.kernel.search;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

  /** Those parts that must all hold and are about such fields alone; whatever fits fits these. */
  default Filter about(Predicate<Field> fields) {
    return new And(conjuncts().stream().filter(part -> part.isAbout(fields)).toList());
  }

  /** All fields that it is about. */
  default Stream<Field> fields() {
    return switch (this) {
      case And and -> and.parts().stream().flatMap(Filter::fields);
      case Or or -> or.parts().stream().flatMap(Filter::fields);
      case Not not -> not.part().fields();
      case Comparison comparison -> Stream.of(comparison.field());
      case Membership membership -> Stream.of(membership.field());
      case Presence presence -> Stream.of(presence.field());
    };
  }

  private boolean isAbout(Predicate<Field> fields) {
    return switch (this) {
      case And and -> and.parts().stream().allMatch(part -> part.isAbout(fields));
      case Or or -> or.parts().stream().allMatch(part -> part.isAbout(fields));
      case Not not -> not.part().isAbout(fields);
      case Comparison comparison -> fields.test(comparison.field());
      case Membership membership -> fields.test(membership.field());
      case Presence presence -> fields.test(presence.field());
    };
  }
}
