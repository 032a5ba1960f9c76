package dev.loopline.kernel.db;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of SQL with its values apart: texts from outside are only ever bound.
 *
 * @param arguments one for each sign {@code ?} in the text, in order
 */
public record Sql(String text, List<Object> arguments) {
  public Sql {
    arguments = List.copyOf(arguments);
  }

  public static Sql of(String text, Object... arguments) {
    return new Sql(text, List.of(arguments));
  }

  /** Both, one behind the other. */
  public Sql then(Sql other) {
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(other.arguments);
    return new Sql(text + other.text, all);
  }

  public Sql then(String more, Object... values) {
    return then(of(more, values));
  }
}
