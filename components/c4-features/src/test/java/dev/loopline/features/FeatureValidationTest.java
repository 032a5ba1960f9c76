package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Violation;
import dev.loopline.testkit.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureValidationTest {
  private static final String SELECT = "select booking_id, booked_at, ";

  @TempDir Path folder;
  private Kernel kernel;
  private FeatureStore store;

  @BeforeEach
  void start() {
    kernel = Engine.SQLITE.kernel(folder, "features");
    store = FeatureStoreFactory.open(kernel, new Hotel.Labels());
  }

  @AfterEach
  void stop() {
    store.close();
    kernel.close();
  }

  private List<String> messages(String yaml) {
    return store.validate(Hotel.document(yaml)).stream().map(Violation::toString).toList();
  }

  private static String with(String sql) {
    return Hotel.YAML.substring(0, Hotel.YAML.indexOf("views:"))
        + "views:\n  - name: booking\n    source: bookings\n    sql: "
        + '"'
        + sql.replace("\"", "\\\"")
        + '"'
        + "\n";
  }

  @Test
  void whatFitsHasNoViolations() {
    assertThat(messages(Hotel.YAML)).isEmpty();
    assertThat(messages(with("select * from bookings"))).hasSize(1);
    assertThat(messages(with("select * exclude (arrival_date) from bookings"))).isEmpty();
    assertThat(
            messages(
                with(
                    SELECT
                        + "case when adr > 1 then 'a' else lower(hotel) end as x from"
                        + " bookings where lead_time > 1")))
        .isEmpty();
    assertThat(
            messages(
                with(
                    SELECT
                        + "epoch(age(arrival_date, booked_at)) a, extract(year from booked_at) y,"
                        + " hotel ilike 'c%' and adr between 1 and 2 as b, nullif(adr, 0) n,"
                        + " date_diff('day', booked_at, arrival_date) d, -adr % 3 m,"
                        + " list_max([lead_time, children]) l, split_part(hotel, ' ', 1) s"
                        + " from bookings")))
        .isEmpty();
  }

  @Test
  void faultsAreToldWithFileAndLine() {
    assertThat(messages(Hotel.YAML.replace("entity: booking_id", "entity: booking")))
        .first()
        .asString()
        .startsWith("features/booking.yaml:3: the source 'bookings' declares no column 'booking'.");
    assertThat(messages(Hotel.YAML.replace("set: children", "set: child")))
        .containsExactly(
            "features/booking.yaml:16: the source 'bookings' declares no column 'child'."
                + " It has [booking_id, booked_at, arrival_date, hotel, lead_time, adr, children,"
                + " group].");
    assertThat(messages(Hotel.YAML.replace("lead_time >= 0", "leadtime >= 0")))
        .singleElement()
        .asString()
        .startsWith("features/booking.yaml:19: the rule 'lead': Referenced column \"leadtime\"");
    assertThat(messages(Hotel.YAML.replace("source: bookings", "source: booking")))
        .containsExactly(
            "features/booking.yaml:22: the view 'booking' reads 'booking', which is no valid source"
                + " of this file. Did you mean 'bookings'?");
    assertThat(messages(Hotel.YAML.replace("adr / nullif", "adr // / nullif")))
        .singleElement()
        .asString()
        .startsWith("features/booking.yaml:25: the view 'booking': syntax error");
    assertThat(messages(Hotel.YAML.replace("integer", "int")))
        .first()
        .asString()
        .startsWith("features/booking.yaml:10: sources.0.columns.lead_time:");
    assertThatThrownBy(() -> Hotel.apply(store, "c1", Hotel.YAML.replace("ln(1", "lnn(1")))
        .hasMessageContaining("features/booking.yaml:24: the view 'booking':")
        .hasMessageContaining("lnn");
    assertThat(store.views("hotel")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          select booked_at, adr from bookings                         | must keep the column 'booking_id'
          select booking_id, adr + 1 as booked_at from bookings       | must keep the column 'booked_at'
          select booking_id, booked_at from bookings                  | has no feature
          select booking_id, booked_at, arrival_date from bookings    | 'arrival_date' is a DATE; make it
          select booking_id, booked_at, adr as label from bookings    | the name 'label' is taken
          select booking_id, booked_at, sum(adr) over () s from bookings   | a window function cannot
          select booking_id, booked_at, avg(adr) a from bookings group by all | GROUP BY cannot
          select booking_id, booked_at, max(adr) m from bookings      | max() cannot stand here
          select booking_id, booked_at, random() r from bookings      | random() cannot stand here
          select booking_id, booked_at, now()::varchar r from bookings | now() cannot stand here
          select booking_id, booked_at, current_date::varchar r from bookings | cannot stand here
          select booking_id, booked_at, adr as ripe_at from bookings  | the name 'ripe_at' is taken
          select booking_id, booked_at, adr from bookings tablesample 10% | TABLESAMPLE cannot stand here
          select booking_id, booked_at, adr from bookings using sample 1 rows | SAMPLE cannot stand here
          select z as booking_id, booked_at, adr from bookings as b(z) | under its columns' own names
          select booking_id, booked_at, adr from bookings at (version => 1) | AT cannot stand here
          select booking_id, booked_at, epoch(age(booked_at)) a from bookings | age() cannot stand here
          select booking_id, booked_at, current_localtimestamp()::varchar a from bookings | current_localtimestamp() cannot stand here
          select booking_id, booked_at, version() v from bookings     | version() cannot stand here
          select booking_id, booked_at, current_setting('threads') v from bookings | current_setting() cannot stand here
          select booking_id, booked_at, hash(hotel) h from bookings   | hash() cannot stand here
          select booking_id, booked_at, epoch(arrival_date - 'today'::date) a from bookings | "today" cannot stand here
          select booking_id, booked_at, arrival_date > 'now' a from bookings | invalid date field format
          select booking_id, booked_at, adr from bookings limit 1     | LIMIT cannot stand here
          select booking_id, booked_at, (select 1) x from bookings    | a subquery cannot
          select booking_id, booked_at, adr from bookings, bookings b | it reads something else
          select content from read_text('/etc/passwd')                | it reads something else
          select * from '/etc/passwd'                                 | it reads something else
          select booking_id, booked_at, adr from bookings union all select 'a', now(), 1 | without WITH and UNION
          with b as (select * from bookings) select * from b          | without WITH and UNION
          select booking_id, booked_at, adr from bookings; drop table x | one SELECT is expected
          drop table bookings                                         | one SELECT is expected
          copy bookings to '/tmp/x'                                   | one SELECT is expected
          """)
  void sqlThatIsNotOneSelectRowByRowIsRefused(String sql, String message) {
    assertThat(messages(with(sql))).anySatisfy(m -> assertThat(m).contains(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1), (2                                     | one expression is expected
          1) as x from bookings where (true          | syntax error
          (select 1)                                 | a subquery cannot stand here
          count(*)                                   | cannot stand here
          getenv('HOME')                             | getenv
          """)
  void ruleExpressionsAreOneExpressionRowByRow(String expression, String message) {
    assertThat(messages(Hotel.YAML.replace("coalesce(children, 0)", '"' + expression + '"')))
        .singleElement()
        .asString()
        .startsWith("features/booking.yaml:17: the rule 'no-children-said': ")
        .contains(message);
  }

  @Test
  void aSecondSourceOrViewOfANameIsRefused() {
    assertThatThrownBy(
            () ->
                store.apply(
                    "hotel",
                    "c1",
                    List.of(Hotel.document(Hotel.YAML), Hotel.document(Hotel.YAML)),
                    "ana"))
        .hasMessageContaining("there is a source 'bookings' already; rename one of them");
  }

  @Test
  void whatIdentifiesRowsThatAreThereCannotChange() {
    Hotel.apply(store);
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 1));
    assertThatThrownBy(
            () ->
                Hotel.apply(store, "c2", Hotel.YAML.replace("entity: booking_id", "entity: hotel")))
        .hasMessageContaining("has rows already, known by 'booking_id' and 'booked_at'");
  }

  @Test
  void whatIdentifiesRowsCannotChangeByWayOfADeclarationWithoutTheSource() {
    Hotel.apply(store);
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 1));
    Hotel.apply(store, "c2", Hotel.YAML.replace("bookings", "others"));
    assertThatThrownBy(
            () ->
                Hotel.apply(store, "c3", Hotel.YAML.replace("entity: booking_id", "entity: hotel")))
        .hasMessageContaining("has rows already, known by 'booking_id' and 'booked_at'");
  }

  @Test
  void rulesAndViewsAreSaidToBeAppliedWhereThereAreSome() {
    Hotel.apply(
        store,
        "c1",
        """
        sources:
          - {name: bare, entity: id, eventTime: at, columns: {id: string, at: timestamp}}
        """);
    assertThat(applied()).isEmpty();
    Hotel.apply(store, "c2", Hotel.YAML);
    Hotel.apply(store, "c2", Hotel.YAML);
    assertThat(applied()).containsExactly("features.rules.applied", "features.views.applied");
  }

  private List<String> applied() {
    return kernel.events().page(new EventQuery("hotel", null, null, null, 100, false)).stream()
        .map(Event::type)
        .toList();
  }

  @Test
  void aViewThatFailsOnRowsThatAreThereIsNotApplied() throws Exception {
    Hotel.apply(store);
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 0));
    assertThatThrownBy(
            () ->
                Hotel.apply(store, "c2", Hotel.YAML.replace("ln(1 + lead_time)", "hotel::integer")))
        .hasMessageContaining("the view 'booking' fail")
        .hasMessageContaining("Could not convert");
    assertThat(store.online("hotel", "booking", "b1").orElseThrow().commit()).isEqualTo("c1");
    assertThat(Files.list(folder.resolve("features/work"))).isEmpty();
  }
}
