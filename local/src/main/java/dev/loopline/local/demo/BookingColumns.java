package dev.loopline.local.demo;

import java.util.List;
import java.util.Set;

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

  private BookingColumns() {}
}
