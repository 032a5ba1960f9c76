package dev.loopline.metadata.internal.evaluation;

import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Columns;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.QueryError;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of evaluation datasets, as conditions on {@code evaluation_dataset d}. */
final class DatasetColumns implements Columns {
  @Override
  public Column of(Field field) {
    return switch (field.group()) {
      case "tag", "tags" ->
          new Column(
              "exists (select 1 from evaluation_dataset_tag x where x.dataset_no = d.no"
                  + " and x.key = ? and ",
              "x.value",
              ")",
              List.of(field.key()),
              Column.Type.TEXT);
      case "", "attribute", "attributes" -> attribute(field);
      default ->
          throw QueryError.at(
              field.at(), "Invalid identifier token '" + field.group() + "' specified");
    };
  }

  private static Column attribute(Field field) {
    return switch (field.key()) {
      case "name" -> Column.of("d.name", Column.Type.TEXT);
      case "created_by" -> Column.of("d.created_by", Column.Type.TEXT);
      case "last_updated_by" -> Column.of("d.updated_by", Column.Type.TEXT);
      case "created_time" -> Column.of("d.created_at", Column.Type.TIME);
      case "last_update_time" -> Column.of("d.updated_at", Column.Type.TIME);
      default ->
          throw QueryError.at(
              field.at(),
              "Invalid attribute key '"
                  + field.key()
                  + "' specified. Valid keys are: {name, created_by, last_updated_by, created_time,"
                  + " last_update_time}");
    };
  }

  static String order(List<Order> orders) {
    List<String> terms = new ArrayList<>();
    for (Order order : orders) {
      if (order.field().group().startsWith("tag")) {
        throw QueryError.at(
            order.field().at(), "Invalid order_by: datasets have no order by tags.");
      }
      String value = attribute(order.field()).value();
      terms.add("case when " + value + " is null then 1 else 0 end");
      terms.add(value + (order.descending() ? " desc" : ""));
    }
    if (terms.isEmpty()) {
      terms.add("d.created_at desc");
    }
    terms.add("d.id desc");
    return String.join(", ", terms);
  }
}
