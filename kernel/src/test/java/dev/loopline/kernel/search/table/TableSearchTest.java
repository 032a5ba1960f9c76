package dev.loopline.kernel.search.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Engines;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.kernel.search.SearchRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableSearchTest {
  private static final Instant NOW = Instant.parse("2026-07-08T00:00:00Z");
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.of(SearchColumn.of("id", Type.NUMBER, "its number"), "t.id"),
          TableColumn.of(SearchColumn.of("product", Type.TEXT, "whose"), "t.product"),
          TableColumn.optional(
              SearchColumn.of("name", Type.TEXT, "what it is called").also("called"), "t.name"),
          TableColumn.optional(SearchColumn.of("size", Type.NUMBER, "how large"), "t.size"),
          TableColumn.of(SearchColumn.of("made_at", Type.TIME, "when"), "t.at"));
  private static final List<TableGroup> GROUPS =
      List.of(
          new TableGroup(
              SearchColumn.of("tags.*", Type.TEXT, "notes").also("tag.*"),
              "thing_tag g where g.thing = t.id and g.key = ?",
              "g.value"));
  private static final SearchTable TABLE =
      new SearchTable(
          new SearchKind(
              "things",
              "Things",
              "A thing.",
              SearchTable.described(COLUMNS, GROUPS),
              List.of("id", "name"),
              "made_at DESC",
              List.of()),
          "thing t",
          "t.gone = 0",
          product -> Sql.of("t.product = ?", product),
          COLUMNS,
          GROUPS,
          List.of("id"),
          new SearchTable.Link(List.of("product", "id"), v -> "/p/" + v.get(0) + "/" + v.get(1)));

  @TempDir Path folder;

  private Database open(Engines engine) {
    Database db = engine.open(folder);
    db.change(
        tx -> {
          tx.handle()
              .execute(
                  "create table thing (id bigint, product text, name text,"
                      + " size double precision, at bigint, gone integer)");
          tx.handle().execute("create table thing_tag (thing bigint, key text, value text)");
          for (int i = 0; i < 50; i++) {
            add(tx.handle(), i);
          }
        });
    return db;
  }

  private static void add(org.jdbi.v3.core.Handle h, int i) {
    h.execute(
        "insert into thing (id, product, name, size, at, gone) values (?, ?, ?, ?, ?, ?)",
        i,
        i % 2 == 0 ? "hotel" : "elec",
        i % 5 == 0 ? null : "n" + i % 3,
        i % 7 == 0 ? null : (Double) (i % 4 / 4.0),
        NOW.toEpochMilli() - i / 2,
        i == 49 ? 1 : 0);
    if (i % 3 == 0) {
      h.execute("insert into thing_tag (thing, key, value) values (?, 'team', 'x')", i);
    }
  }

  private static SearchRequest request(
      @Nullable String product, String query, String order, @Nullable String cursor, int limit) {
    return new SearchRequest(
        new SearchRequest.Scope(product, query, NOW),
        Queries.orders(order),
        Queries.fields("id, called, tags.team, made_at").stream()
            .map(TABLE.kind()::require)
            .toList(),
        cursor,
        limit);
  }

  private static List<Long> ids(SearchPage page) {
    return page.rows().stream().map(r -> r.values().get("id").asLong()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void pagesInAnyOrderHoldEachRowOnceWhateverComesMeanwhile(Engines engine) {
    try (Database db = open(engine)) {
      TableSearch search = new TableSearch(db, TABLE);
      for (String order :
          List.of("", "size", "size desc, name", "name desc", "tags.team, made_at desc", "id")) {
        List<Long> whole = ids(search.page(request(null, "", order, null, 1000)));
        List<Long> paged = new ArrayList<>();
        String cursor = null;
        int added = 0;
        do {
          SearchPage page = search.page(request(null, "id < 50", order, cursor, 7));
          paged.addAll(ids(page));
          cursor = page.next();
          int id = 1_000 + added++;
          db.change(tx -> add(tx.handle(), id));
        } while (cursor != null);
        assertThat(paged).as(order).isEqualTo(whole).hasSize(49);
        db.change(tx -> tx.handle().execute("delete from thing where id >= 1000"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatARowLacksComesLastInBothDirections(Engines engine) {
    try (Database db = open(engine)) {
      TableSearch search = new TableSearch(db, TABLE);
      for (String order : List.of("name", "name desc")) {
        List<Long> ids = ids(search.page(request(null, "", order, null, 1000)));
        assertThat(ids.subList(39, 49)).as(order).allMatch(id -> id % 5 == 0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRowTellsTheColumnsThatWereAskedForAndWhereItIsShown(Engines engine) {
    try (Database db = open(engine)) {
      SearchPage page =
          new TableSearch(db, TABLE).page(request("elec", "tag.team = 'x'", "id", null, 1));

      assertThat(page.next()).isNotNull();
      assertThat(page.rows().getFirst().href()).isEqualTo("/p/elec/3");
      assertThat(page.rows().getFirst().values().toString())
          .isEqualTo("{id=3, name=\"n0\", tags.team=\"x\", made_at=\"2026-07-07T23:59:59.999Z\"}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCountIsOfWhatFitsInThatProduct(Engines engine) {
    try (Database db = open(engine)) {
      TableSearch search = new TableSearch(db, TABLE);

      assertThat(search.count(new SearchRequest.Scope(null, "", NOW)).count()).isEqualTo(49);
      assertThat(search.count(new SearchRequest.Scope("hotel", "not size > 0.5", NOW)).count())
          .isEqualTo(25);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitSaysSo(Engines engine) {
    try (Database db = open(engine)) {
      TableSearch search = new TableSearch(db, TABLE);

      assertThatThrownBy(() -> search.page(request(null, "id = 1 and nam = 'x'", "", null, 1)))
          .hasMessage(
              "Invalid query at column 12: there is no column 'nam' of things. Did you mean 'name'?"
                  + " There are id, product, name, size, made_at, tags.*.");
      for (String cursor : List.of("x", "W10=", "WzEsImEiXQ==", "bnVsbA==")) {
        assertThatThrownBy(() -> search.page(request(null, "", "size", cursor, 1)))
            .as(cursor)
            .hasMessageContaining("The cursor is not of this search");
      }
    }
  }
}
