package dev.loopline.local.demo;

import dev.loopline.client.LooplineClient.Label;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became known on which day: bookings on the day they were made, outcomes at the end of the
 * day they were known.
 */
final class Timeline {
  /** The first model is trained on what was known on this day. */
  static final LocalDate START = LocalDate.of(2016, 7, 1);

  private final NavigableMap<LocalDate, List<Booking>> made = new TreeMap<>();
  private final NavigableMap<LocalDate, List<Booking>> known = new TreeMap<>();

  Timeline(List<Booking> bookings) {
    for (Booking booking : bookings) {
      made.computeIfAbsent(booking.bookedOn(), d -> new ArrayList<>()).add(booking);
      // Some rows say that an outcome was known before the booking was made: it is the same day.
      LocalDate outcome =
          booking.outcomeOn().isBefore(booking.bookedOn())
              ? booking.bookedOn()
              : booking.outcomeOn();
      known.computeIfAbsent(outcome, d -> new ArrayList<>()).add(booking);
    }
    made.values().forEach(day -> day.sort(Comparator.comparingInt(Booking::ordinal)));
    known.values().forEach(day -> day.sort(Comparator.comparingInt(Booking::ordinal)));
  }

  LocalDate last() {
    return made.lastKey().isAfter(known.lastKey()) ? made.lastKey() : known.lastKey();
  }

  LocalDate lastBooked() {
    return made.lastKey();
  }

  List<Booking> madeOn(LocalDate day) {
    return made.getOrDefault(day, List.of());
  }

  List<Booking> madeBefore(LocalDate day) {
    return made.headMap(day, false).values().stream().flatMap(List::stream).toList();
  }

  List<Label> knownOn(LocalDate day) {
    return labels(known.getOrDefault(day, List.of()), day);
  }

  List<Label> knownBefore(LocalDate day) {
    return known.headMap(day, false).entrySet().stream()
        .flatMap(e -> labels(e.getValue(), e.getKey()).stream())
        .toList();
  }

  /** An outcome is known at the last hour of its day. */
  private static List<Label> labels(List<Booking> bookings, LocalDate day) {
    return bookings.stream()
        .map(
            b ->
                new Label(
                    b.key(),
                    b.canceled(),
                    day.plusDays(1)
                        .atStartOfDay()
                        .toInstant(ZoneOffset.UTC)
                        .minus(1, ChronoUnit.HOURS)))
        .toList();
  }

  /** A booking as the source takes it: what is known when it is made, and no more. */
  static Map<String, @Nullable Object> row(Booking booking) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("booking_id", booking.key());
    row.put("booked_at", booking.bookedOn().atStartOfDay().toInstant(ZoneOffset.UTC).toString());
    row.put("arrival_date", booking.arrivalOn().toString());
    row.put("departure_date", booking.departureOn().toString());
    for (String column : BookingColumns.KNOWN_WHEN_BOOKED) {
      row.put(column, BookingColumns.value(column, booking.value(column)));
    }
    return row;
  }
}
