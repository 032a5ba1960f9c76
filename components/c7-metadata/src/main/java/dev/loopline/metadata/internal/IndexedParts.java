package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Filter;
import dev.loopline.kernel.search.Operand;
import dev.loopline.kernel.search.Operator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of filters that indexes answer. */
record IndexedParts(RunColumns columns) {
  /**
   * What follows {@code select l.run_no from} to find the runs that fit, and perhaps some more: one
   * text for each part of an {@code OR}. Empty where no index helps.
   */
  Optional<List<Sql>> of(Filter part, List<Long> experiments) {
    return switch (part) {
      case Filter.Or or -> any(or, experiments);
      case Filter.And and -> all(and, experiments);
      case Filter.Comparison comparison ->
          RunField.of(comparison.field()) instanceof RunField.Logged logged
              ? compared(logged, comparison, experiments).map(List::of)
              : Optional.empty();
      case Filter.Membership membership ->
          RunField.of(membership.field()) instanceof RunField.Logged logged
              ? member(logged, membership, experiments).map(List::of)
              : Optional.empty();
      case Filter.Presence presence ->
          presence.there() && RunField.of(presence.field()) instanceof RunField.Logged logged
              ? Optional.of(List.of(rows(logged, experiments)))
              : Optional.empty();
      case Filter.Not not -> Optional.empty();
    };
  }

  /** The parts that must hold; those of one metric, such as its bounds, are one part. */
  static List<Filter> conjuncts(Filter filter) {
    Map<RunField, List<Filter>> ofMetrics = new LinkedHashMap<>();
    List<Filter> parts = new ArrayList<>();
    for (Filter part : filter.conjuncts()) {
      if (isRange(part)) {
        RunField field = RunField.of(((Filter.Comparison) part).field());
        ofMetrics.computeIfAbsent(field, f -> new ArrayList<>()).add(part);
      } else {
        parts.add(part);
      }
    }
    ofMetrics.values().forEach(range -> parts.add(new Filter.And(range)));
    return parts;
  }

  private static boolean isRange(Filter part) {
    return part instanceof Filter.Comparison comparison
        && comparison.operand() instanceof Operand.Number
        && comparison.operator() != Operator.NOT_EQUAL
        && RunField.of(comparison.field()) instanceof RunField.Logged(RunField.Kind kind, var key)
        && kind == RunField.Kind.METRIC;
  }

  private Optional<List<Sql>> all(Filter.And and, List<Long> experiments) {
    List<Filter> parts = conjuncts(and);
    // What was one metric's alone stays one part: it is the end of taking apart.
    return parts.equals(List.of(and))
        ? range(and.parts(), experiments)
        : parts.stream().flatMap(p -> of(p, experiments).stream()).findFirst();
  }

  private Optional<List<Sql>> range(List<Filter> bounds, List<Long> experiments) {
    Optional<List<Sql>> rows = of(bounds.getFirst(), experiments);
    for (Filter bound : bounds.subList(1, bounds.size())) {
      Filter.Comparison more = (Filter.Comparison) bound;
      rows = rows.map(r -> List.of(r.getFirst().then(bound(more))));
    }
    return rows;
  }

  private Optional<List<Sql>> any(Filter.Or or, List<Long> experiments) {
    List<Sql> all = new ArrayList<>();
    for (Filter part : or.parts()) {
      Optional<List<Sql>> rows = of(part, experiments);
      if (rows.isEmpty()) {
        return rows;
      }
      all.addAll(rows.get());
    }
    return Optional.of(all);
  }

  private Sql rows(RunField.Logged logged, List<Long> experiments) {
    return Sql.of(logged.kind().table() + " l where l.experiment_id ")
        .then(RunColumns.among(experiments))
        .then(" and l.key_no = ?", columns.numberOf(logged.key()));
  }

  private Optional<Sql> compared(
      RunField.Logged logged, Filter.Comparison comparison, List<Long> experiments) {
    boolean metric = logged.kind() == RunField.Kind.METRIC;
    Sql rows = rows(logged, experiments);
    return switch (comparison.operand()) {
      case Operand.Number number when isRange(comparison) ->
          Optional.of(rows.then(" and l.is_nan = 0").then(bound(comparison)));
      // The beginning alone: what it lets in besides is sorted out by the whole condition.
      case Operand.Text text when !metric && comparison.operator() == Operator.EQUAL ->
          Optional.of(
              rows.then(" and substr(l.value, 1, 64) = ?", SortKey.beginning(text.value())));
      case Operand.Text text when !metric && comparison.operator() == Operator.LIKE ->
          beginningWith(rows, SortKey.beginning(literal(text.value())));
      default -> Optional.empty();
    };
  }

  private static Sql bound(Filter.Comparison comparison) {
    double value = ((Operand.Number) comparison.operand()).value().doubleValue();
    return Sql.of(" and l.value " + comparison.operator().sign() + " ?", value);
  }

  private Optional<Sql> member(
      RunField.Logged logged, Filter.Membership membership, List<Long> experiments) {
    if (membership.negated() || logged.kind() == RunField.Kind.METRIC) {
      return Optional.empty();
    }
    Sql rows = rows(logged, experiments).then(" and substr(l.value, 1, 64) in (");
    List<Object> beginnings = new ArrayList<>();
    for (Operand operand : membership.operands()) {
      if (!(operand instanceof Operand.Text text)) {
        return Optional.empty();
      }
      beginnings.add(SortKey.beginning(text.value()));
    }
    String marks = String.join(", ", Collections.nCopies(beginnings.size(), "?"));
    return Optional.of(rows.then(new Sql(marks + ")", beginnings)));
  }

  /** What a pattern begins with before its first sign that stands for others. */
  private static String literal(String pattern) {
    int end = 0;
    while (end < pattern.length() && "%_".indexOf(pattern.charAt(end)) < 0) {
      end++;
    }
    return pattern.substring(0, end);
  }

  /** Texts between a beginning and the next one, in the order of their bytes. */
  private static Optional<Sql> beginningWith(Sql rows, String beginning) {
    if (beginning.isEmpty()) {
      return Optional.empty();
    }
    int last = beginning.codePointBefore(beginning.length());
    int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
    if (next > Character.MAX_CODE_POINT) {
      return Optional.empty();
    }
    String head = beginning.substring(0, beginning.length() - Character.charCount(last));
    return Optional.of(
        rows.then(
            " and substr(l.value, 1, 64) >= ? and substr(l.value, 1, 64) < ?",
            beginning,
            head + Character.toString(next)));
  }
}
