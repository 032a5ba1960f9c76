package dev.loopline.local.demo;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One booking with what became of it.
 *
 * @param ordinal its place in the file, from 1: the only id that a row has
 * @param bookedOn arrival date minus lead time
 * @param outcomeOn when it was known whether it was canceled
 * @param values all columns of its row as they stand in the file
 */
record Booking(
    int ordinal,
    LocalDate bookedOn,
    LocalDate arrivalOn,
    LocalDate outcomeOn,
    boolean canceled,
    Map<String, String> values) {
  Booking {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  LocalDate departureOn() {
    return arrivalOn.plusDays(nights("stays_in_weekend_nights") + nights("stays_in_week_nights"));
  }

  private long nights(String column) {
    return Long.parseLong(values.get(column));
  }

  String key() {
    return Integer.toString(ordinal);
  }
}
