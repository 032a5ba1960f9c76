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

/** What can be asked of versions. */
final class VersionColumns {
  private static final String NAME = "m.name";
  private static final String VERSION = "v.version";

  private VersionColumns() {}

  static Column of(Field field) {
    return switch (field.group()) {
      case "tags", "tag" -> SearchedVersions.TAGS.of(field.key()).where();
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
      case "name" -> Column.of(NAME, Column.Type.TEXT);
      case "version_number", "version" -> Column.of(VERSION, Column.Type.NUMBER);
      case "run_id" -> Column.of("v.run_id", Column.Type.TEXT);
      case "source_path", "source" -> Column.of("v.source", Column.Type.TEXT);
      case "model_id" -> Column.of("v.logged_model_id", Column.Type.TEXT);
      case "product" -> Column.of("m.product", Column.Type.TEXT);
      case "stage", "current_stage" -> Column.of("v.stage", Column.Type.TEXT);
      case "user" -> Column.of("v.user_name", Column.Type.TEXT);
      case "description" -> Column.of("v.description", Column.Type.TEXT);
      case "creation_timestamp" -> Column.of("v.created_at", Column.Type.TIME);
      case "last_updated_timestamp" -> Column.of("v.updated_at", Column.Type.TIME);
      case "alias" ->
          new Column(
              "exists (select 1 from model_alias a where a.model_no = v.model_no"
                  + " and a.version = v.version and ",
              "a.alias",
              ")",
              List.of(),
              Column.Type.TEXT);
      default ->
          throw QueryError.at(
              field.at(),
              "Invalid attribute key '"
                  + field.key()
                  + "' specified. Valid keys are name, version_number, run_id, source_path, model_id,"
                  + " product, stage, user, description, alias, creation_timestamp,"
                  + " last_updated_timestamp and tags.<key>.");
    };
  }

  /** By default the last that changed come first; what is equal goes by name and newest version. */
  static Keyset order(List<Order> orders) {
    List<Key> keys = new ArrayList<>();
    if (orders.isEmpty()) {
      keys.add(Key.of("v.updated_at", true, Holds.NUMBER));
    }
    for (Order order : orders) {
      boolean attribute = !order.field().group().startsWith("tag");
      keys.add(
          switch (attribute ? order.field().key() : "") {
            case "name" -> Key.of(NAME, order.descending(), Holds.TEXT);
            case "version_number", "version" -> Key.of(VERSION, order.descending(), Holds.NUMBER);
            case "creation_timestamp" -> Key.of("v.created_at", order.descending(), Holds.NUMBER);
            case "last_updated_timestamp" ->
                Key.of("v.updated_at", order.descending(), Holds.NUMBER);
            default ->
                throw QueryError.at(
                    order.field().at(),
                    "Invalid attribute key '"
                        + order.field()
                        + "' specified; Invalid order by key. Valid keys are name, version_number,"
                        + " creation_timestamp and last_updated_timestamp.");
          });
    }
    if (keys.stream().noneMatch(k -> k.value().text().equals(NAME))) {
      keys.add(Key.of(NAME, false, Holds.TEXT));
    }
    if (keys.stream().noneMatch(k -> k.value().text().equals(VERSION))) {
      keys.add(Key.of(VERSION, true, Holds.NUMBER));
    }
    return Pages.by(keys);
  }
}
