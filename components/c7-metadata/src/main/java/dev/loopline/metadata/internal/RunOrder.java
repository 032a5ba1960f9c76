package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An order of runs: by its keys, then newest first, then by id. */
record RunOrder(List<SortKey> keys) {
  private static final SortKey NEWEST =
      new SortKey(new RunField.Attribute(RunField.Name.START_TIME), 0, "", true);

  RunOrder {
    keys = List.copyOf(keys);
  }

  /** The key that leads: runs without any stand by their start. */
  SortKey first() {
    return keys.isEmpty() ? NEWEST : keys.getFirst();
  }

  /** A position's rank in the first key. */
  int firstRank(Position position) {
    return keys.isEmpty() ? 0 : position.ranks().getFirst();
  }

  /** A position's value in the first key. */
  Object firstValue(Position position) {
    return keys.isEmpty() ? (Long) position.startedAt() : position.values().getFirst();
  }

  /** What tells a run's {@link Position}, behind {@code r.no}. */
  String columns() {
    StringBuilder columns = new StringBuilder("r.no");
    for (SortKey key : keys) {
      columns.append(", ").append(key.rank()).append(", ").append(key.value());
    }
    return columns.append(", r.started_at, r.id").toString();
  }

  /**
   * @param walked whether the first key's rank is fixed, and its column drives the walk
   */
  String orderBy(boolean walked) {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      SortKey key = keys.get(i);
      if (i == 0 && walked) {
        // Logged texts are indexed by their beginning.
        terms.add(key.indexed().equals(key.raw()) ? "" : key.indexed() + key.direction());
        terms.add(key.raw() + key.direction());
      } else {
        terms.add(key.rank());
        terms.add(key.value() + key.direction());
      }
    }
    terms.removeIf(term -> term.isEmpty() || term.equals("0"));
    terms.add("r.started_at desc");
    terms.add("r.id");
    return " order by " + String.join(", ", terms);
  }

  /** The condition of all that comes behind a position. */
  Sql behind(Position position) {
    List<String> parts = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    StringBuilder equal = new StringBuilder();
    List<Object> equals = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      SortKey key = keys.get(i);
      step(parts, arguments, equal, equals, key.rank(), ">", position.ranks().get(i));
      step(
          parts,
          arguments,
          equal,
          equals,
          key.value(),
          key.descending() ? "<" : ">",
          position.values().get(i));
    }
    step(parts, arguments, equal, equals, "r.started_at", "<", position.startedAt());
    step(parts, arguments, equal, equals, "r.id", ">", position.id());
    return new Sql(" and (" + String.join(" or ", parts) + ")", arguments);
  }

  private static void step(
      List<String> parts,
      List<Object> arguments,
      StringBuilder equal,
      List<Object> equals,
      String expression,
      String sign,
      Object value) {
    parts.add("(" + equal + expression + " " + sign + " ?)");
    arguments.addAll(equals);
    arguments.add(value);
    equal.append(expression).append(" = ? and ");
    equals.add(value);
  }

  /** The same order in memory, to merge what several walks found. */
  Comparator<Position> comparator() {
    return (a, b) -> {
      for (int i = 0; i < keys.size(); i++) {
        int ranks = a.ranks().get(i) - b.ranks().get(i);
        if (ranks != 0) {
          return ranks;
        }
        int values = compare(a.values().get(i), b.values().get(i));
        if (values != 0) {
          return keys.get(i).descending() ? -values : values;
        }
      }
      int started = Long.compare(b.startedAt(), a.startedAt());
      return started != 0 ? started : a.id().compareTo(b.id());
    };
  }

  /** Which of two values of the first key stands ahead. */
  int compareFirst(Object a, Object b) {
    return first().descending() ? compare(b, a) : compare(a, b);
  }

  private static int compare(Object a, Object b) {
    if (a instanceof String text) {
      return java.util.Arrays.compareUnsigned(
          text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
          ((String) b).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue());
  }
}
