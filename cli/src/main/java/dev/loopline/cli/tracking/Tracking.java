package dev.loopline.cli.tracking;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import dev.loopline.client.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for experiments and runs. */
record Tracking(LooplineClient client) {
  private static final int MOST_EXPERIMENTS = 1_000;

  /** Which of them: those that are there, those that were deleted, or both. */
  enum View {
    ACTIVE_ONLY,
    DELETED_ONLY,
    ALL
  }

  Slice experiments(@Nullable String filter, View view, @Nullable String cursor, int limit) {
    return Slice.ofMlflow(
        client.get(
            Address.of(MLFLOW + "experiments/search")
                .with("filter", filter)
                .with("view_type", view)
                .with("page_token", cursor)
                .with("max_results", limit)
                .toString()),
        "experiments",
        Shapes::experiment);
  }

  /** By name, or else by id. */
  JsonNode experiment(String nameOrId) {
    try {
      return Shapes.experiment(
          client
              .get(
                  Address.of(MLFLOW + "experiments/get-by-name")
                      .with("experiment_name", nameOrId)
                      .toString())
              .path("experiment"));
    } catch (RefusedException e) {
      if (e.status() != 404 || !nameOrId.matches("\\d{1,18}")) {
        throw e;
      }
      return Shapes.experiment(
          client
              .get(
                  Address.of(MLFLOW + "experiments/get").with("experiment_id", nameOrId).toString())
              .path("experiment"));
    }
  }

  /** The ids of the named experiments; of all that are not deleted where none is named. */
  List<String> experimentIds(List<String> named) {
    if (!named.isEmpty()) {
      return named.stream().map(name -> experiment(name).path("id").asText()).toList();
    }
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      Slice page = experiments(null, View.ACTIVE_ONLY, cursor, MOST_EXPERIMENTS);
      page.items().forEach(e -> ids.add(e.path("id").asText()));
      cursor = page.next();
    } while (cursor != null);
    return ids;
  }

  /** What runs are looked for. */
  record RunQuery(List<String> experimentIds, String query, List<String> order, View view) {
    RunQuery {
      experimentIds = List.copyOf(experimentIds);
      order = List.copyOf(order);
    }
  }

  Slice runs(RunQuery query, @Nullable String cursor, int limit) {
    ObjectNode asked = Printer.object();
    query.experimentIds().forEach(asked.putArray("experiment_ids")::add);
    asked.put("filter", query.query()).put("run_view_type", query.view().name());
    query.order().forEach(asked.putArray("order_by")::add);
    asked.put("max_results", limit);
    if (cursor != null) {
      asked.put("page_token", cursor);
    }
    return Slice.ofMlflow(client.post(MLFLOW + "runs/search", asked), "runs", Shapes::run);
  }

  /** A run by its id. */
  JsonNode run(String id) {
    if (!id.matches("[0-9a-zA-Z_-]{1,64}")) {
      throw new CommandFailed("'" + id + "' is no run's id.");
    }
    return Shapes.run(
        client.get(Address.of(MLFLOW + "runs/get").with("run_id", id).toString()).path("run"));
  }

  JsonNode post(String path, ObjectNode body) {
    return client.post(MLFLOW + path, body);
  }
}
