package dev.loopline.registry.internal;

import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.QueryError;
import dev.loopline.kernel.search.table.Keyset;
import dev.loopline.kernel.search.table.Keyset.Holds;
import dev.loopline.kernel.search.table.Keyset.Key;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of registered models. */
final class ModelColumns {
  private ModelColumns() {}

  static Column of(Field field) {
    return switch (field.group()) {
      case "tags", "tag" -> SearchedModels.TAGS.of(field.key()).where();
      case "", "attribute", "attributes", "attr" -> attribute(field);
      default ->
          throw QueryError.at(
              field.at(),
              "Invalid entity type '"
                  + field.group()
                  + "'. Valid entity types are ('attribute', 'tag', 'tags')");
    };
  }

  private static Column attribute(Field field) {
    return switch (field.key()) {
      case "name" -> Column.of("m.name", Column.Type.TEXT);
      case "product" -> Column.of("m.product", Column.Type.TEXT);
      case "description" -> Column.of("m.description", Column.Type.TEXT);
      case "creation_timestamp" -> Column.of("m.created_at", Column.Type.TIME);
      case "last_updated_timestamp" -> Column.of("m.updated_at", Column.Type.TIME);
      case "alias" ->
          new Column(
              "exists (select 1 from model_alias a where a.model_no = m.no and ",
              "a.alias",
              ")",
              List.of(),
              Column.Type.TEXT);
      default ->
          throw QueryError.at(
              field.at(),
              "Invalid attribute key '"
                  + field.key()
                  + "' specified. Valid keys are name, product, description, alias,"
                  + " creation_timestamp, last_updated_timestamp and tags.<key>.");
    };
  }

  /** By default, and where all else is equal, by name. */
  static Keyset order(List<Order> orders) {
    List<Key> keys = new ArrayList<>();
    boolean named = false;
    for (Order order : orders) {
      boolean attribute = !order.field().group().startsWith("tag");
      keys.add(
          switch (attribute ? order.field().key() : "") {
            case "name" -> Key.of("m.name", order.descending(), Holds.TEXT);
            case "last_updated_timestamp", "timestamp" ->
                Key.of("m.updated_at", order.descending(), Holds.NUMBER);
            case "creation_timestamp" -> Key.of("m.created_at", order.descending(), Holds.NUMBER);
            default ->
                throw QueryError.at(
                    order.field().at(),
                    "Invalid order by key '"
                        + order.field()
                        + "' specified. Valid keys are name, creation_timestamp,"
                        + " last_updated_timestamp and timestamp.");
          });
      named |= keys.getLast().holds() == Holds.TEXT;
    }
    if (!named) {
      keys.add(Key.of("m.name", false, Holds.TEXT));
    }
    return Pages.by(keys);
  }
}
