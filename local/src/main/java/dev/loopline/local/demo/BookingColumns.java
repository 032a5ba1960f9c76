package dev.loopline.local.demo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The columns of the hotel booking demand data set, in its order, and what is known when. */
final class BookingColumns {
  /** All 32 columns of the public file (Antonio, Almeida and Nunes, Data in Brief 22, 2019). */
  static final List<String> ALL =
      List.of(
          "hotel",
          "is_canceled",
          "lead_time",
          "arrival_date_year",
          "arrival_date_month",
          "arrival_date_week_number",
          "arrival_date_day_of_month",
          "stays_in_weekend_nights",
          "stays_in_week_nights",
          "adults",
          "children",
          "babies",
          "meal",
          "country",
          "market_segment",
          "distribution_channel",
          "is_repeated_guest",
          "previous_cancellations",
          "previous_bookings_not_canceled",
          "reserved_room_type",
          "assigned_room_type",
          "booking_changes",
          "deposit_type",
          "agent",
          "company",
          "days_in_waiting_list",
          "customer_type",
          "adr",
          "required_car_parking_spaces",
          "total_of_special_requests",
          "reservation_status",
          "reservation_status_date");

  /** What is known when a booking is made: all that ever reaches a feature. */
  static final List<String> KNOWN_WHEN_BOOKED =
      List.of(
          "hotel",
          "lead_time",
          "stays_in_weekend_nights",
          "stays_in_week_nights",
          "adults",
          "children",
          "babies",
          "meal",
          "market_segment",
          "distribution_channel",
          "is_repeated_guest",
          "previous_cancellations",
          "previous_bookings_not_canceled",
          "reserved_room_type",
          "deposit_type",
          "agent",
          "company",
          "customer_type",
          "adr");

  /** Those of them that are texts; agents and companies are numbered, but numbers mean nothing. */
  static final Set<String> TEXTS =
      Set.of(
          "hotel",
          "meal",
          "market_segment",
          "distribution_channel",
          "reserved_room_type",
          "deposit_type",
          "agent",
          "company",
          "customer_type");

  private static final Map<String, Integer> PLACES =
      IntStream.range(0, ALL.size()).boxed().collect(Collectors.toMap(ALL::get, i -> i));

  /** Those that are never missing. */
  private static final Set<String> REQUIRED =
      Set.of("lead_time", "stays_in_weekend_nights", "stays_in_week_nights");

  private static final long LARGEST = 1_000_000;
  private static final int LONGEST = 200;

  private BookingColumns() {}

  /** A column's place in {@link #ALL}. */
  static int place(String column) {
    return Objects.requireNonNull(PLACES.get(column), column);
  }

  /**
   * The value of a column that is known when a booking is made, as its source takes it: a text, a
   * number, or null where it is missing.
   *
   * @throws IllegalArgumentException with what it must be
   */
  static @Nullable Object value(String column, String text) {
    if (text.isEmpty() || text.equals("NULL") || text.equals("NA")) {
      if (REQUIRED.contains(column)) {
        throw new IllegalArgumentException("a whole number");
      }
      return null;
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("at most " + LONGEST + " characters long");
    }
    if (TEXTS.contains(column)) {
      return text;
    }
    return column.equals("adr") ? (Object) number(text) : whole(text);
  }

  private static double number(String text) {
    try {
      double value = new BigDecimal(text).doubleValue();
      if (Math.abs(value) <= LARGEST) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for all that is not such a number.
    }
    throw new IllegalArgumentException("a number from -" + LARGEST + " to " + LARGEST);
  }

  /**
   * Also written as 1.0: some programs write a column of numbers so when one of them is missing.
   */
  private static long whole(String text) {
    try {
      long value = new BigDecimal(text).longValueExact();
      if (value >= 0 && value <= LARGEST) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Falls through to the one message for all that is not such a number.
    }
    throw new IllegalArgumentException("a whole number from 0 to " + LARGEST);
  }
}
