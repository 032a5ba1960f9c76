package dev.loopline.serving.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.table.SearchTable;
import dev.loopline.kernel.search.table.TableColumn;
import dev.loopline.serving.Role;
import java.util.List;
import java.util.stream.Stream;

/** Deployments, past and present, as they are searched. */
public final class SearchedDeployments {
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.of(
              SearchColumn.of("id", Type.NUMBER, "Grows in the order in which they began"), "d.id"),
          TableColumn.of(SearchColumn.of("product", Type.TEXT, "Whose it is"), "d.product"),
          TableColumn.of(
              SearchColumn.of("endpoint", Type.TEXT, "Where the version stood"), "d.endpoint"),
          TableColumn.of(
              SearchColumn.of("model", Type.TEXT, "The model that the endpoint serves"), "d.model"),
          TableColumn.of(SearchColumn.of("version", Type.NUMBER, "Of the model"), "d.version"),
          TableColumn.of(
              SearchColumn.of("role", Type.TEXT, "What it did there")
                  .oneOf(Stream.of(Role.values()).map(Role::name).toList()),
              "d.role"),
          TableColumn.of(
              SearchColumn.of("state", Type.TEXT, "Whether it still stands there")
                  .also("status")
                  .oneOf(List.of("DEPLOYED", "ENDED")),
              "case when d.ended_at is null then 'DEPLOYED' else 'ENDED' end"),
          TableColumn.of(
              SearchColumn.of("actor", Type.TEXT, "Who deployed it").also("user_id"), "d.actor"),
          TableColumn.started("d.started_at"),
          TableColumn.ended("d.ended_at"),
          TableColumn.lasted("d.started_at", "d.ended_at"),
          TableColumn.of(
              SearchColumn.of("event_since", Type.TIME, "When it began in the product's time"),
              "d.event_since"),
          TableColumn.optional(
              SearchColumn.of("event_until", Type.TIME, "When it ended in the product's time"),
              "d.event_until"));

  private SearchedDeployments() {}

  public static SearchTable table() {
    SearchKind kind =
        new SearchKind(
            "deployments",
            "Deployments",
            "A model's version at an endpoint in a role, from when it was put there until it went.",
            SearchTable.described(COLUMNS, List.of()),
            List.of(
                "product",
                "endpoint",
                "model",
                "version",
                "role",
                "state",
                "start_time",
                "event_since"),
            "id DESC",
            List.of(
                new SearchKind.Example(
                    "role = 'CHAMPION' AND end_time IS NULL", "what answers at this moment"),
                new SearchKind.Example(
                    "model = 'hotel.cancellation' AND event_since <= '2016-08-03'"
                        + " AND (event_until > '2016-08-03' OR event_until IS NULL)",
                    "what stood there at a moment of the product's time")));
    return new SearchTable(
        kind,
        "serving_deployment d",
        "1 = 1",
        product -> Sql.of("d.product = ?", product),
        COLUMNS,
        List.of(),
        List.of("id"),
        new SearchTable.Link(
            List.of("product", "endpoint"), v -> Hrefs.of(v.get(0), "endpoints", v.get(1))));
  }
}
