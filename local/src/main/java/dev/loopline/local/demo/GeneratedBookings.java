package dev.loopline.local.demo;

import dev.loopline.kernel.seed.Seeds;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A stream of bookings with the shape of the real one: the same columns, a label that becomes known
 * at cancellation or check-out, and a drift that can be switched on. From the drift's day on, the
 * online market segment cancels for other reasons: what was safe becomes risky, and the mix of
 * segments shifts.
 */
final class GeneratedBookings {
  private static final LocalDate FIRST = LocalDate.of(2015, 9, 1);
  private static final LocalDate LAST = LocalDate.of(2016, 12, 10);
  private static final LocalDate DRIFT = LocalDate.of(2016, 8, 1);
  private static final int PER_DAY = 45;

  private final SplittableRandom random;
  private final boolean drift;

  private GeneratedBookings(SplittableRandom random, boolean drift) {
    this.random = random;
    this.drift = drift;
  }

  /** The same bookings for the same seed. */
  static List<Booking> generate(long seed, boolean drift) {
    return new GeneratedBookings(new Seeds(seed).random("bookings"), drift).all();
  }

  private List<Booking> all() {
    List<Booking> bookings = new ArrayList<>();
    for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
      int count = PER_DAY - 10 + random.nextInt(21);
      for (int i = 0; i < count; i++) {
        Booking booking = booking(bookings.size() + 1, day);
        // As in the public file: a hotel's books end with an arrival, not with a booking.
        if (!booking.arrivalOn().isAfter(LAST)) {
          bookings.add(booking);
        }
      }
    }
    return bookings;
  }

  private Booking booking(int ordinal, LocalDate bookedOn) {
    boolean drifted = drift && !bookedOn.isBefore(DRIFT);
    boolean resort = random.nextInt(3) == 0;
    int lead = (int) Math.min(300, -45 * Math.log(1 - random.nextDouble()));
    String segment = pick(drifted ? 0.75 : 0.5, "Online TA", pick(0.5, "Direct", "Groups"));
    String deposit =
        segment.equals("Groups") && random.nextInt(3) == 0 ? "Non Refund" : "No Deposit";
    int earlier = random.nextInt(12) == 0 ? 1 : 0;
    int adults = 1 + random.nextInt(3);
    int nights = 1 + random.nextInt(7);
    int agent = segment.equals("Direct") ? 0 : 1 + random.nextInt(20);
    double adr = 60 + 60 * random.nextDouble() + (resort ? 20 : 0) + 10 * adults;
    double score =
        -1.6
            + 0.012 * lead
            + (deposit.equals("Non Refund") ? 3 : 0)
            + 1.5 * earlier
            + (segment.equals("Online TA") ? 0.6 : 0)
            + (agent % 5 == 0 && agent > 0 ? 1 : 0);
    if (drifted) {
      score += -0.02 * lead + (segment.equals("Online TA") ? 0.025 * (adr - 100) : 0) + 0.5;
    }
    boolean canceled = random.nextDouble() < 1 / (1 + Math.exp(-score));
    LocalDate arrival = bookedOn.plusDays(lead);
    LocalDate outcome =
        canceled ? bookedOn.plusDays(random.nextInt(lead + 1)) : arrival.plusDays(nights);
    String room = String.valueOf((char) ('A' + random.nextInt(5)));
    Map<String, String> v = new LinkedHashMap<>();
    v.put("hotel", resort ? "Resort Hotel" : "City Hotel");
    v.put("is_canceled", canceled ? "1" : "0");
    v.put("lead_time", Integer.toString(lead));
    v.put("arrival_date_year", Integer.toString(arrival.getYear()));
    v.put("arrival_date_month", arrival.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    v.put(
        "arrival_date_week_number",
        Integer.toString(arrival.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)));
    v.put("arrival_date_day_of_month", Integer.toString(arrival.getDayOfMonth()));
    v.put("stays_in_weekend_nights", Integer.toString(nights / 3));
    v.put("stays_in_week_nights", Integer.toString(nights - nights / 3));
    v.put("adults", Integer.toString(adults));
    v.put("children", random.nextInt(200) == 0 ? "NA" : Integer.toString(random.nextInt(8) / 7));
    v.put("babies", "0");
    v.put("meal", pick(0.7, "BB", "HB"));
    v.put("country", random.nextInt(250) == 0 ? "NULL" : pick(0.4, "PRT", pick(0.5, "GBR", "FRA")));
    v.put("market_segment", segment);
    v.put("distribution_channel", segment.equals("Direct") ? "Direct" : "TA/TO");
    v.put("is_repeated_guest", random.nextInt(30) == 0 ? "1" : "0");
    v.put("previous_cancellations", Integer.toString(earlier));
    v.put("previous_bookings_not_canceled", random.nextInt(30) == 0 ? "1" : "0");
    v.put("reserved_room_type", room);
    v.put("assigned_room_type", canceled || random.nextInt(5) > 0 ? room : "D");
    v.put("booking_changes", random.nextInt(8) == 0 ? "1" : "0");
    v.put("deposit_type", deposit);
    v.put("agent", agent == 0 ? "NULL" : Integer.toString(agent));
    v.put("company", "NULL");
    v.put("days_in_waiting_list", "0");
    v.put("customer_type", pick(0.8, "Transient", "Transient-Party"));
    v.put("adr", String.format(Locale.ROOT, "%.2f", adr));
    v.put("required_car_parking_spaces", !canceled && random.nextInt(15) == 0 ? "1" : "0");
    v.put("total_of_special_requests", Integer.toString(random.nextInt(3)));
    v.put("reservation_status", canceled ? "Canceled" : "Check-Out");
    v.put("reservation_status_date", outcome.toString());
    return new Booking(
        ordinal,
        bookedOn,
        arrival,
        outcome,
        canceled,
        BookingColumns.ALL.stream().map(v::get).toList());
  }

  private String pick(double share, String one, String other) {
    return random.nextDouble() < share ? one : other;
  }
}
