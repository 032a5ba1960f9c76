package dev.loopline.delivery.internal;

import dev.loopline.delivery.DeliveryView;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.table.SearchTable;
import dev.loopline.kernel.search.table.TableColumn;
import java.util.List;
import java.util.stream.Stream;

/** Deliveries of commits and promotions of models, as they are searched. */
public final class SearchedDeliveries {
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.of(
              SearchColumn.of("id", Type.TEXT, "Grows in the order in which they were caused"),
              "d.id"),
          TableColumn.of(SearchColumn.of("product", Type.TEXT, "Whose it is"), "d.product"),
          TableColumn.of(
              SearchColumn.of("kind", Type.TEXT, "Of a commit, or of a model's version")
                  .oneOf(
                      Stream.of(DeliveryView.Kind.values()).map(DeliveryView.Kind::name).toList()),
              "d.kind"),
          TableColumn.of(
              SearchColumn.of("state", Type.TEXT, "Where it stands")
                  .also("status")
                  .oneOf(List.of("PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED")),
              "d.state"),
          TableColumn.of(
              SearchColumn.of("commit", Type.TEXT, "What is delivered").also("commit_id"),
              "d.commit_id"),
          TableColumn.optional(
              SearchColumn.of("model", Type.TEXT, "The model that is promoted"), "d.model"),
          TableColumn.optional(
              SearchColumn.of("version", Type.NUMBER, "The version that is promoted"), "d.version"),
          TableColumn.optional(
              SearchColumn.of("artifact", Type.TEXT, "The digest of what was packaged"),
              "d.artifact"),
          TableColumn.optional(
              SearchColumn.of("run_id", Type.TEXT, "The pipeline run that does its steps"),
              "d.run_id"),
          TableColumn.of(
              SearchColumn.of("actor", Type.TEXT, "Who set it off").also("user_id"), "d.actor"),
          TableColumn.started("d.started_at"),
          TableColumn.ended("d.ended_at"),
          TableColumn.lasted("d.started_at", "d.ended_at"));

  private SearchedDeliveries() {}

  public static SearchTable table() {
    SearchKind kind =
        new SearchKind(
            "deliveries",
            "Deliveries",
            "A commit on its way through ci.yaml, or a model's version on its way to endpoints.",
            SearchTable.described(COLUMNS, List.of()),
            List.of("id", "product", "kind", "state", "commit", "model", "version", "start_time"),
            "id DESC",
            List.of(
                new SearchKind.Example(
                    "kind = 'PROMOTION' AND state != 'SUCCEEDED'",
                    "promotions that are under way or came to nothing"),
                new SearchKind.Example(
                    "commit LIKE '4c1f%' OR (model = 'hotel.cancellation' AND version >= 3)",
                    "what became of a commit, and of later versions")));
    return new SearchTable(
        kind,
        "delivery d",
        "1 = 1",
        product -> Sql.of("d.product = ?", product),
        COLUMNS,
        List.of(),
        List.of("id"),
        new SearchTable.Link(
            List.of("product", "id"), v -> Hrefs.of(v.get(0), "deliveries", v.get(1))));
  }
}
