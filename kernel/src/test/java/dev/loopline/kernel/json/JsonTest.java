package dev.loopline.kernel.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import java.io.ByteArrayInputStream;
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

  @Test
  void aRefusalSpeaksOfTheDocumentAndNotOfOurClasses() {
    assertThatThrownBy(() -> Json.read("{\"hotel\":[1]}", Booking.class))
        .hasMessageContaining("'hotel' is of another kind than expected");
    assertThatThrownBy(() -> Json.read("{\"value\":NaN}", Measured.class))
        .hasMessageContaining("Non-standard token 'NaN'")
        .message()
        .doesNotContain("`");
    assertThatThrownBy(() -> Json.parse("{\"a\":" + "1".repeat(1200) + "}"))
        .hasMessageEndingWith("exceeds the maximum allowed (1000).");
  }

  @Test
  void whatPythonWritesForNumbersThatAreNotFiniteIsReadWhereItIsAskedFor() {
    JsonNode read = Json.parseNotFinite("{\"a\":NaN,\"b\":-Infinity,\"c\":1e999}".getBytes(UTF_8));
    assertThat(read.path("a").asDouble()).isNaN();
    assertThat(read.path("b").asDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(read.path("c").asDouble()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> Json.parseNotFinite(new byte[0]))
        .isInstanceOf(LooplineException.class);
    assertThatThrownBy(() -> Json.parseNotFinite("{\"a\":".getBytes(UTF_8)))
        .isInstanceOf(LooplineException.class);
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
    return Json.readWhole(new ByteArrayInputStream(json.getBytes(UTF_8)), Stay.class);
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
