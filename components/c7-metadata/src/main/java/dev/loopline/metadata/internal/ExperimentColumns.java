package dev.loopline.metadata.internal;

import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.QueryError;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of experiments. */
final class ExperimentColumns {
  /**
   * The product that an experiment of that name belongs to: all before the first slash. Without the
   * signs that no name's beginning has, what is left begins at the slash.
   */
  static final String PRODUCT =
      "substr(e.name, 1," + " length(e.name) - length(ltrim(e.name, replace(e.name, '/', ''))))";

  private ExperimentColumns() {}

  static Column of(Field field) {
    return switch (field.group()) {
      case "tags", "tag" -> SearchedExperiments.TAGS.of(field.key()).where();
      case "", "attribute", "attributes", "attr" -> attribute(field);
      default -> throw unknown(field);
    };
  }

  private static Column attribute(Field field) {
    return switch (field.key()) {
      case "name" -> Column.of("e.name", Column.Type.TEXT);
      case "experiment_id" -> Column.of("e.id", Column.Type.NUMBER);
      case "creation_time" -> Column.of("e.created_at", Column.Type.TIME);
      case "last_update_time" -> Column.of("e.updated_at", Column.Type.TIME);
      default -> throw unknown(field);
    };
  }

  /** By default the newest come first. */
  static String order(List<Order> orders) {
    if (orders.isEmpty()) {
      return "e.created_at desc, e.id";
    }
    List<String> keys = new ArrayList<>();
    for (Order order : orders) {
      if (order.field().group().startsWith("tag")) {
        throw QueryError.at(order.field().at(), "Invalid order_by entity: tag");
      }
      keys.add(of(order.field()).value() + (order.descending() ? " desc" : ""));
    }
    keys.add("e.id desc");
    return String.join(", ", keys);
  }

  private static RuntimeException unknown(Field field) {
    return QueryError.at(
        field.at(),
        "Invalid attribute key '"
            + field
            + "' specified; experiments have name, experiment_id, creation_time, last_update_time"
            + " and tags.<key>.");
  }
}
