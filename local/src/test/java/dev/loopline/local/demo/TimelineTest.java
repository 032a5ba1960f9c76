package dev.loopline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.client.LooplineClient.Label;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Booking SOME = GeneratedBookings.generate(7, true).getFirst();
  private static final LocalDate DAY = LocalDate.of(2016, 8, 3);

  @Test
  void bookingsComeInTheOrderOfTheirOrdinalsOnTheirDay() {
    Timeline timeline =
        new Timeline(
            List.of(
                booking(3, DAY, DAY.plusDays(4)),
                booking(1, DAY, DAY.plusDays(9)),
                booking(2, DAY.minusDays(1), DAY)));

    assertThat(timeline.madeOn(DAY)).extracting(Booking::key).containsExactly("1", "3");
    assertThat(timeline.madeBefore(DAY)).extracting(Booking::key).containsExactly("2");
    assertThat(timeline.lastBooked()).isEqualTo(DAY);
    assertThat(timeline.last()).isEqualTo(DAY.plusDays(9));
  }

  @Test
  void anOutcomeIsKnownAtTheEndOfItsDay() {
    Timeline timeline = new Timeline(List.of(booking(1, DAY, DAY.plusDays(4))));

    assertThat(timeline.knownOn(DAY.plusDays(4)))
        .extracting(Label::time)
        .containsExactly(Instant.parse("2016-08-07T23:00:00Z"));
    assertThat(timeline.knownBefore(DAY.plusDays(4))).isEmpty();
    assertThat(timeline.knownBefore(DAY.plusDays(5))).hasSize(1);
  }

  @Test
  void anOutcomeFromBeforeItsBookingIsKnownOnTheDayOfTheBooking() {
    Timeline timeline = new Timeline(List.of(booking(1, DAY, DAY.minusDays(2))));

    assertThat(timeline.knownOn(DAY.minusDays(2))).isEmpty();
    assertThat(timeline.knownOn(DAY)).extracting(Label::key).containsExactly("1");
  }

  @Test
  void aRowHoldsWhatIsKnownWhenItIsBookedAndNoMore() {
    assertThat(Timeline.row(SOME))
        .containsKeys("booking_id", "booked_at", "arrival_date", "departure_date")
        .containsKeys(BookingColumns.KNOWN_WHEN_BOOKED.toArray(String[]::new))
        .hasSize(4 + BookingColumns.KNOWN_WHEN_BOOKED.size())
        .containsEntry("company", null);
  }

  private static Booking booking(int ordinal, LocalDate bookedOn, LocalDate outcomeOn) {
    return new Booking(
        ordinal, bookedOn, SOME.arrivalOn(), outcomeOn, SOME.canceled(), SOME.values());
  }
}
