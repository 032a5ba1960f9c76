package dev.loopline.kernel.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Engines;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/** A filter finds the same things in memory as in either database. */
class FiltersAgreeTest {
  private static final Instant NOW = Instant.parse("2026-07-08T00:00:00Z");
  private static final List<String> TEXTS =
      List.of("", "a", "A", "ab", "aXb", "a%b", "a_b", "b*", "[a]", "a\\b", "zoo", "Zoo b");
  private static final List<Double> NUMBERS = List.of(-1.5, -0.0, 0.0, 0.25, 1.0, 7.0);
  private static final List<Long> TIMES =
      List.of(0L, NOW.toEpochMilli() - 86_400_000, NOW.toEpochMilli() - 1, NOW.toEpochMilli());
  private static final List<Thing> THINGS = things();
  private static final Map<Engines, Database> OPEN = new EnumMap<>(Engines.class);

  /** A thing that may lack anything, and has up to one tag. */
  private record Thing(
      long id,
      @Nullable String name,
      @Nullable Double size,
      @Nullable Long at,
      @Nullable String tag) {}

  private static List<Thing> things() {
    List<Thing> things = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      things.add(
          new Thing(
              i, pick(TEXTS, i, 1), pick(NUMBERS, i, 3), pick(TIMES, i, 5), pick(TEXTS, i, 7)));
    }
    return things;
  }

  /** One of them or, every now and then, none. */
  private static <T> @Nullable T pick(List<T> from, int i, int step) {
    int at = (i * step + i / 13) % (from.size() + 1);
    return at == from.size() ? null : from.get(at);
  }

  private static Database open(Engines engine) {
    return OPEN.computeIfAbsent(
        engine,
        e -> {
          try {
            Database db = e.open(Files.createTempDirectory("filters"));
            db.change(tx -> fill(tx.handle()));
            return db;
          } catch (IOException error) {
            throw new IllegalStateException(error);
          }
        });
  }

  private static void fill(org.jdbi.v3.core.Handle h) {
    h.execute("create table thing (id bigint, name text, size double precision, at bigint)");
    h.execute("create table thing_tag (thing bigint, key text, value text)");
    for (Thing thing : THINGS) {
      h.execute(
          "insert into thing (id, name, size, at) values (?, ?, ?, ?)",
          thing.id(),
          thing.name(),
          thing.size(),
          thing.at());
      if (thing.tag() != null) {
        h.execute(
            "insert into thing_tag (thing, key, value) values (?, 'team', ?)",
            thing.id(),
            thing.tag());
      }
    }
  }

  @AfterContainer
  static void close() {
    OPEN.values().forEach(Database::close);
  }

  @Property(tries = 600)
  void aFilterFindsTheSameInMemoryAsInEitherDatabase(@ForAll("filters") Filter filter) {
    Predicate<Thing> test = new RowFilter<>(FiltersAgreeTest::cell, NOW).of(filter);
    List<Long> inMemory = THINGS.stream().filter(test).map(Thing::id).toList();

    for (Engines engine : Engines.values()) {
      Database db = open(engine);
      Sql sql =
          Sql.of("select t.id from thing t where ")
              .then(new SqlFilter(FiltersAgreeTest::column, db.dialect(), NOW).of(filter))
              .then(" order by t.id");
      List<Long> found = db.read(h -> Rows.list(h, sql, (rs, ctx) -> rs.getLong(1)));
      assertThat(found).as(engine + " " + sql).isEqualTo(inMemory);
    }
  }

  private static Column column(Field field) {
    return switch (field.toString()) {
      case "name" -> Column.of("t.name", Column.Type.TEXT);
      case "size" -> Column.of("t.size", Column.Type.NUMBER);
      case "at" -> Column.of("t.at", Column.Type.TIME);
      default ->
          new Column(
              "exists (select 1 from thing_tag g where g.thing = t.id and g.key = ? and ",
              "g.value",
              ")",
              List.of(field.key()),
              Column.Type.TEXT);
    };
  }

  private static RowFilter.Cell<Thing> cell(Field field) {
    return switch (field.toString()) {
      case "name" -> new RowFilter.Cell<>(Column.Type.TEXT, Thing::name);
      case "size" -> new RowFilter.Cell<>(Column.Type.NUMBER, Thing::size);
      case "at" -> new RowFilter.Cell<>(Column.Type.TIME, Thing::at);
      case "tags.team" -> new RowFilter.Cell<>(Column.Type.TEXT, Thing::tag);
      default -> new RowFilter.Cell<>(Column.Type.TEXT, thing -> null);
    };
  }

  @Provide
  Arbitrary<Filter> filters() {
    return Arbitraries.lazyOf(
        this::comparisons,
        this::comparisons,
        this::memberships,
        this::presences,
        () -> filters().list().ofMaxSize(3).map(Filter.And::new),
        () -> filters().list().ofMaxSize(3).map(Filter.Or::new),
        () -> filters().map(Filter.Not::new));
  }

  private Arbitrary<Filter> comparisons() {
    Arbitrary<Filter> texts =
        Combinators.combine(
                textFields(),
                Arbitraries.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LIKE, Operator.ILIKE),
                patterns())
            .as(Filter.Comparison::new);
    Arbitrary<Filter> numbers =
        Combinators.combine(
                Arbitraries.of("size", "at").map(Field::of), signs(), Arbitraries.of(NUMBERS))
            .as(
                (field, sign, value) ->
                    new Filter.Comparison(
                        field, sign, new Operand.Number(BigDecimal.valueOf(value), 1)));
    Arbitrary<Filter> times =
        Combinators.combine(signs(), Arbitraries.integers().between(0, 2))
            .as(
                (sign, days) ->
                    new Filter.Comparison(
                        Field.of("at"), sign, new Operand.Ago(Duration.ofDays(days), 1)));
    return Arbitraries.oneOf(texts, numbers, times);
  }

  private static Arbitrary<Operator> signs() {
    return Arbitraries.of(Operator.class).filter(o -> o != Operator.LIKE && o != Operator.ILIKE);
  }

  private static Arbitrary<Field> textFields() {
    return Arbitraries.of(
        Field.of("name"), new Field("tags", "team", 1), new Field("tags", "x", 1));
  }

  private static Arbitrary<Operand> patterns() {
    return Arbitraries.oneOf(
            Arbitraries.of(TEXTS),
            Arbitraries.strings().withChars("aAbBzo%_*?[]\\^ ").ofMaxLength(6))
        .map(text -> new Operand.Text(text, 1));
  }

  private Arbitrary<Filter> memberships() {
    return Combinators.combine(
            textFields(),
            Arbitraries.of(true, false),
            Arbitraries.of(TEXTS)
                .<Operand>map(t -> new Operand.Text(t, 1))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4))
        .as(Filter.Membership::new);
  }

  private Arbitrary<Filter> presences() {
    return Combinators.combine(
            Arbitraries.oneOf(textFields(), Arbitraries.of("size", "at").map(Field::of)),
            Arbitraries.of(true, false))
        .as(Filter.Presence::new);
  }
}
