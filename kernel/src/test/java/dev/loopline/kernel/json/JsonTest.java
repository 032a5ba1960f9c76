package dev.loopline.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.LooplineException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Booking(String hotel, Instant at) {}

  @Test
  void recordsTravelBothWays() {
    Booking booking = new Booking("City", Instant.parse("2016-07-01T00:00:00Z"));

    assertThat(Json.write(booking))
        .isEqualTo("{\"hotel\":\"City\",\"at\":\"2016-07-01T00:00:00Z\"}");
    assertThat(Json.read(Json.write(booking), Booking.class)).isEqualTo(booking);
  }

  @Test
  void anUnknownFieldIsRefusedWithTheNearestKnownOne() {
    assertThatThrownBy(() -> Json.read("{\"hotle\":\"x\"}", Booking.class))
        .hasMessageContaining("Unknown field 'hotle'. Did you mean 'hotel'?");
  }

  @Test
  void brokenDeepOrDoubledDocumentsAreRefused() {
    assertThatThrownBy(() -> Json.parse("{\"a\":")).hasMessageContaining("at line 1");
    assertThatThrownBy(() -> Json.parse("[".repeat(200) + "]".repeat(200)))
        .hasMessageContaining("nesting depth");
    assertThatThrownBy(() -> Json.parse("{\"a\":1,\"a\":2}"))
        .hasMessageContaining("Duplicate field");
    assertThatThrownBy(() -> Json.read("null", Booking.class)).hasMessageContaining("is null");
  }

  record Stay(@Nullable String note, List<Booking> bookings, Map<String, Booking> byName) {}

  @Test
  void whatIsMissingFromAWholeDocumentIsNamedByItsPlace() {
    assertThat(whole("{\"bookings\":[],\"byName\":{}}").note()).isNull();
    assertThatThrownBy(() -> whole("{\"bookings\":[]}"))
        .hasMessage("The field 'byName' is missing; it must have a value.");
    assertThatThrownBy(() -> whole("{\"bookings\":[null],\"byName\":{}}"))
        .hasMessage("The field 'bookings[0]' is missing; it must have a value.");
    assertThatThrownBy(() -> whole("{\"bookings\":[],\"byName\":{\"a\":{\"hotel\":\"x\"}}}"))
        .hasMessage("The field 'byName.a.at' is missing; it must have a value.");
  }

  private static Stay whole(String json) {
    return Json.readWhole(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Stay.class);
  }

  record Measured(double value) {}

  @Test
  void numbersAndInstantsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Json.parse("{\"a\":[1e400]}"))
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining("the number 1e400 is too large");
    assertThatThrownBy(() -> Json.read("{\"value\":-1e999}", Measured.class))
        .hasMessageContaining("too large");
    assertThat(Json.read("{\"value\":1.5e300}", Measured.class).value()).isEqualTo(1.5e300);
    assertThatThrownBy(
            () ->
                Json.read(
                    "{\"hotel\":\"x\",\"at\":\"+1000000000-12-31T00:00:00Z\"}", Booking.class))
        .hasMessageContaining("the years 1 to 9999 are read");
  }
}
