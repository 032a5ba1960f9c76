package dev.loopline.kernel.search;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of things that can be searched, and what can be asked of them.
 *
 * @param name as in addresses, such as {@code pipeline-runs}
 * @param about one sentence: what one of them is
 * @param shown the columns of an answer where none were asked for
 * @param order the usual one, such as {@code start_time DESC}
 */
public record SearchKind(
    String name,
    String title,
    String about,
    List<SearchColumn> columns,
    List<String> shown,
    String order,
    List<Example> examples) {

  /** Groups under which MLflow writes a thing's own columns, the bare name among them. */
  static final Set<String> ATTRIBUTES = Set.of("", "attribute", "attributes", "attr", "run");

  public SearchKind {
    columns = List.copyOf(columns);
    shown = List.copyOf(shown);
    examples = List.copyOf(examples);
  }

  /** A query that works, and what it finds. */
  public record Example(String query, String finds) {}

  /**
   * A column that was asked for.
   *
   * @param name as answers call it
   */
  public record Named(SearchColumn column, String name, Field field) {}

  /** The column that a field names. */
  public Optional<Named> find(Field field) {
    return columns.stream()
        .filter(c -> c.is(field))
        .findFirst()
        .map(c -> new Named(c, c.nameOf(field), field));
  }

  /** The column that a field names; else an error that lists those that there are. */
  public Named require(Field field) {
    return find(field).orElseThrow(() -> unknown(field));
  }

  private LooplineException unknown(Field field) {
    List<String> names = columns.stream().map(SearchColumn::name).toList();
    return QueryError.at(
        field.at(),
        "there is no column '"
            + field
            + "' of "
            + name
            + "."
            + Nearest.to(field.toString(), names).map(n -> " Did you mean '" + n + "'?").orElse("")
            + " There are "
            + String.join(", ", names)
            + ".");
  }
}
