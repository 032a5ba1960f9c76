package dev.loopline.features.internal;

import static dev.loopline.features.internal.CsvTable.name;

import dev.loopline.features.Analysis.Reason;
import dev.loopline.features.Analysis.Suspect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds columns that may not be known when a prediction is made: by availability (a date after the
 * event's own time; a column that departs from its twin once the outcome is near) and by strength
 * (a column that all but determines the label).
 */
final class LeakageDetector {
  /** A date is suspect when it lies after the event in more than this share of rows. */
  private static final double LATER_SHARE = 0.05;

  /** A column is suspect when its values alone give the label in at least this share of rows. */
  private static final double DETERMINED_SHARE = 0.98;

  /** Above this many values, agreement with the label says more about memory than about leakage. */
  private static final long MOST_VALUES = 1_000;

  /** Twins agree at least this often … */
  private static final double TWIN_AGREEMENT = 0.5;

  /** … and where they depart, the label's rate moves by at least this much. */
  private static final double TWIN_SHIFT = 0.1;

  private final CsvTable table;
  private final String label;
  private final long rows;

  LeakageDetector(CsvTable table, String label, long rows) {
    this.table = table;
    this.label = label;
    this.rows = rows;
  }

  List<Suspect> find(boolean hasEventTime, Map<String, Long> distinct) {
    List<Suspect> suspects = new ArrayList<>();
    List<String> columns = table.columns().keySet().stream().filter(c -> !c.equals(label)).toList();
    if (hasEventTime) {
      columns.stream().filter(this::isDate).forEach(c -> addLater(c, suspects));
    }
    columns.stream()
        .filter(c -> between(1, distinct.get(c)))
        .forEach(c -> addDetermining(c, suspects));
    List<String> categories =
        columns.stream()
            .filter(c -> "VARCHAR".equals(table.columns().get(c)))
            .filter(c -> between(2, distinct.get(c)))
            .toList();
    for (int i = 0; i < categories.size(); i++) {
      for (int j = i + 1; j < categories.size(); j++) {
        addTwin(categories.get(i), categories.get(j), suspects);
      }
    }
    return suspects;
  }

  private static boolean between(long few, @Nullable Long distinct) {
    return distinct != null && distinct > few && distinct <= MOST_VALUES;
  }

  private boolean isDate(String column) {
    String type = Objects.requireNonNull(table.columns().get(column));
    return type.equals("DATE") || type.startsWith("TIMESTAMP");
  }

  private void addLater(String column, List<Suspect> suspects) {
    double later =
        number(
            table.row(
                "select avg(case when "
                    + name(column)
                    + " > __event_time then 1.0 else 0.0 end) from raw where "
                    + name(column)
                    + " is not null and __event_time is not null"),
            0);
    if (later > LATER_SHARE) {
      suspects.add(
          new Suspect(
              column,
              Reason.LATER_THAN_EVENT,
              later,
              "In " + percent(later) + " of the rows it lies after the event's own time."));
    }
  }

  private void addDetermining(String column, List<Suspect> suspects) {
    List<Object> row =
        table.row(
            "select sum(most)::double / sum(total), "
                + "(select max(c)::double / sum(c) from (select count(*) c from raw group by "
                + name(label)
                + ")) from (select max(c) most, sum(c) total from (select "
                + name(column)
                + " v, "
                + name(label)
                + " l, count(*) c from raw group by v, l) group by v)");
    double determined = number(row, 0);
    double guessed = number(row, 1);
    if (determined >= DETERMINED_SHARE && determined - guessed > (1 - guessed) / 2) {
      suspects.add(
          new Suspect(
              column,
              Reason.DETERMINES_LABEL,
              determined,
              "Its value alone gives "
                  + label
                  + " in "
                  + percent(determined)
                  + " of the rows; a guess is right in "
                  + percent(guessed)
                  + "."));
    }
  }

  /** Of two twins the later column of the file is the later fact. */
  private void addTwin(String first, String second, List<Suspect> suspects) {
    if (!shareWords(first, second)) {
      return;
    }
    List<Object> agreement =
        table.row(
            "select avg(case when "
                + name(first)
                + " = "
                + name(second)
                + " then 1.0 else 0.0 end) from raw");
    double agree = number(agreement, 0);
    if (agree < TWIN_AGREEMENT || agree == 1) {
      return;
    }
    List<Object> rates =
        table.row(
            "select avg(case when l = top then 1.0 else 0.0 end) filter (where same), "
                + "avg(case when l = top then 1.0 else 0.0 end) filter (where not same) from "
                + "(select "
                + name(label)
                + " l, (select mode("
                + name(label)
                + ") from raw) top, "
                + name(first)
                + " = "
                + name(second)
                + " same from raw)");
    double same = number(rates, 0);
    double departed = number(rates, 1);
    if (Math.abs(same - departed) >= TWIN_SHIFT) {
      suspects.add(
          new Suspect(
              second,
              Reason.DEPARTS_FROM_TWIN,
              1 - agree,
              "It departs from its earlier twin "
                  + first
                  + " in "
                  + percent(1 - agree)
                  + " of "
                  + rows
                  + " rows; there the most frequent "
                  + label
                  + " stands in "
                  + percent(departed)
                  + ", elsewhere in "
                  + percent(same)
                  + "."));
    }
  }

  /** Whether two names share at least half of the shorter one's words. */
  private static boolean shareWords(String first, String second) {
    Set<String> a = words(first);
    Set<String> b = words(second);
    int shorter = Math.min(a.size(), b.size());
    a.retainAll(b);
    return a.size() * 2 >= shorter && !a.isEmpty();
  }

  private static Set<String> words(String name) {
    return new HashSet<>(Arrays.asList(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")));
  }

  private static double number(List<Object> row, int index) {
    return row.get(index) instanceof Number n ? n.doubleValue() : 0;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
