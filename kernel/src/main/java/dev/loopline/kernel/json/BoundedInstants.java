package dev.loopline.kernel.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.time.Instant;

/** Reads instants of the years 1 to 9999: others do not fit a column, and none is meant. */
final class BoundedInstants extends StdDeserializer<Instant> {
  private static final long serialVersionUID = 1;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  BoundedInstants() {
    super(Instant.class);
  }

  @Override
  public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    Instant instant = InstantDeserializer.INSTANT.deserialize(parser, context);
    if (instant != null && (instant.isBefore(FIRST) || instant.isAfter(LAST))) {
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT,
          "The instant " + instant + " is out of range; the years 1 to 9999 are read.");
    }
    return instant;
  }
}
