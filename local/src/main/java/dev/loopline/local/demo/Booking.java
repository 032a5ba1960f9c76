package dev.loopline.local.demo;

import java.time.LocalDate;
import java.util.List;

/**
 * One booking with what became of it.
 *
 * @param ordinal its place in the file, from 1: the only id that a row has
 * @param bookedOn arrival date minus lead time
 * @param outcomeOn when it was known whether it was canceled
 * @param values its row as it stands in the file, in the order of {@link BookingColumns#ALL}
 */
record Booking(
    int ordinal,
    LocalDate bookedOn,
    LocalDate arrivalOn,
    LocalDate outcomeOn,
    boolean canceled,
    List<String> values) {
  Booking {
    values = List.copyOf(values);
  }

  String value(String column) {
    return values.get(BookingColumns.place(column));
  }

  LocalDate departureOn() {
    return arrivalOn.plusDays(nights("stays_in_weekend_nights") + nights("stays_in_week_nights"));
  }

  private long nights(String column) {
    return Long.parseLong(value(column));
  }

  String key() {
    return Integer.toString(ordinal);
  }
}
