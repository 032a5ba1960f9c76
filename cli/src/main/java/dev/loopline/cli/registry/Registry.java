package dev.loopline.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for models and versions. */
record Registry(LooplineClient client) {
  private static final String MODELS = "/api/v1/models";

  /** What is looked for. */
  record Query(@Nullable String filter, List<String> order) {
    Query {
      order = List.copyOf(order);
    }
  }

  Slice models(Query query, @Nullable String cursor, int limit) {
    return page(MODELS, query, cursor, limit);
  }

  Slice versions(Query query, @Nullable String cursor, int limit) {
    return page("/api/v1/model-versions", query, cursor, limit);
  }

  private Slice page(String path, Query query, @Nullable String cursor, int limit) {
    Address asked = Address.of(path).with("filter", query.filter());
    query.order().forEach(key -> asked.with("order", key));
    return Slice.ofPage(client.get(asked.with("cursor", cursor).with("limit", limit).toString()));
  }

  JsonNode model(String name) {
    Query named = new Query("name = " + quoted(name), List.of());
    return models(named, null, 1).items().stream()
        .findFirst()
        .orElseThrow(() -> new CommandFailed("There is no model " + name + "."));
  }

  JsonNode version(String model, int number) {
    String filter = "name = " + quoted(model) + " AND version_number = " + number;
    return versions(new Query(filter, List.of()), null, 1).items().stream()
        .findFirst()
        .orElseThrow(() -> new CommandFailed("Model " + model + " has no version " + number + "."));
  }

  /** A text of the query language. */
  static String quoted(String text) {
    String quote = text.indexOf('\'') < 0 ? "'" : "\"";
    return quote + text + quote;
  }

  static Address model(String name, String rest) {
    return Address.of(MODELS).part(name).parts(rest);
  }

  static Address version(String model, int number, String rest) {
    return Address.of(MODELS)
        .part(model)
        .part("versions")
        .part(Integer.toString(number))
        .parts(rest);
  }
}
