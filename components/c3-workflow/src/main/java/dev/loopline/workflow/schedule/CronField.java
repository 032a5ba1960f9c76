package dev.loopline.workflow.schedule;

import java.util.List;
import java.util.Locale;

/** One of the five fields: its bounds and names, and how its text is read into a set of values. */
enum CronField {
  MINUTE("minute", 0, 59, List.of()),
  HOUR("hour", 0, 23, List.of()),
  DAY("day of the month", 1, 31, List.of()),
  MONTH(
      "month",
      1,
      12,
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
  /** Both 0 and 7 are Sunday. */
  WEEKDAY("day of the week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

  private final String title;
  private final int first;
  private final int last;
  private final List<String> names;

  CronField(String title, int first, int last, List<String> names) {
    this.title = title;
    this.first = first;
    this.last = last;
    this.names = names;
  }

  /** The values as bits; {@link IllegalArgumentException} says what is wrong. */
  long read(String text) {
    long values = 0;
    for (String part : text.split(",", -1)) {
      values |= part(part);
    }
    return this == WEEKDAY ? (values | values >> 7 & 1) & 0x7f : values;
  }

  private long part(String part) {
    String[] stepped = part.split("/", -1);
    if (stepped.length > 2) {
      throw wrong(part);
    }
    int step = stepped.length == 2 ? step(part, stepped[1]) : 1;
    String range = stepped[0];
    String[] ends = range.split("-", -1);
    if (ends.length > 2) {
      throw wrong(part);
    }
    int from = range.equals("*") ? first : value(part, ends[0]);
    int to = from;
    if (range.equals("*")) {
      to = this == WEEKDAY ? 6 : last;
    } else if (ends.length == 2) {
      to = value(part, ends[1]);
      // FRI-SUN ends on the seventh day, not before the first.
      to = this == WEEKDAY && to == 0 && from > 0 ? 7 : to;
    } else if (stepped.length == 2) {
      to = this == WEEKDAY ? 6 : last;
    }
    if (from > to) {
      throw new IllegalArgumentException(
          "the " + title + " '" + part + "' goes backwards; write it as two ranges with a comma");
    }
    long values = 0;
    for (int value = from; value <= to; value += step) {
      values |= 1L << value;
    }
    return values;
  }

  private int step(String part, String text) {
    int step = number(part, text);
    if (step < 1 || step > last) {
      throw new IllegalArgumentException(
          "the step of the " + title + " '" + part + "' is not between 1 and " + last);
    }
    return step;
  }

  private int value(String part, String text) {
    int named = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return named + (this == MONTH ? 1 : 0);
    }
    int value = number(part, text);
    if (value < first || value > last) {
      throw wrong(part);
    }
    return value;
  }

  private int number(String part, String text) {
    if (!text.matches("[0-9]{1,4}")) {
      throw wrong(part);
    }
    return Integer.parseInt(text);
  }

  private IllegalArgumentException wrong(String part) {
    return new IllegalArgumentException(
        "the "
            + title
            + " '"
            + part
            + "' is not of "
            + first
            + " to "
            + last
            + (names.isEmpty() ? "" : " or " + names.getFirst() + " to " + names.getLast())
            + ", nor a range such as "
            + first
            + "-"
            + last
            + ", *, or either with a step such as */2");
  }
}
