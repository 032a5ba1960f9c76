package dev.loopline.features.internal.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A declared source.
 *
 * @param entity the column that identifies a row
 * @param eventTime the column that says when what the row tells of happened
 * @param columns in the order of their declaration
 * @param file how an uploaded CSV fills columns: an SQL expression over its texts for each column
 *     that it does not hold by name
 */
public record SourceSpec(
    String name,
    String entity,
    String eventTime,
    Map<String, ColumnType> columns,
    List<Rule> rules,
    Map<String, String> file) {
  public SourceSpec {
    // Map.copyOf would lose the order.
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    rules = List.copyOf(rules);
    file = Collections.unmodifiableMap(new LinkedHashMap<>(file));
  }

  /** What its rows' values follow from, however they came in. */
  SourceSpec withoutFile() {
    return new SourceSpec(name, entity, eventTime, columns, rules, Map.of());
  }

  /** The type of a column that is declared. */
  public ColumnType requireType(@Nullable String column) {
    ColumnType type = columns.get(String.valueOf(column));
    if (type == null) {
      throw new IllegalArgumentException(name + " has no column " + column);
    }
    return type;
  }

  /** Date columns beside the event time: offline rows carry them, so that ripeness can be asked. */
  public List<String> times() {
    return columns.entrySet().stream()
        .filter(c -> c.getValue().isTime() && !c.getKey().equals(eventTime))
        .map(Map.Entry::getKey)
        .toList();
  }
}
