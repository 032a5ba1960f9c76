package dev.loopline.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.search.QueryError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A source's cursor with the search that it belongs to, so that it is refused for any other, and
 * with that search's {@code now}, so that all its pages mean the same moment.
 *
 * @param search a digest of what was searched for
 */
record SearchCursor(String search, Instant now, String inner) {
  String encode() {
    List<Object> parts = List.of(search, now.toEpochMilli(), inner);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(parts));
  }

  /** A cursor of exactly this search. */
  static SearchCursor decode(String cursor, String search) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      JsonNode all = Json.parse(text);
      boolean fits =
          all.size() == 3
              && all.path(0).asText().equals(search)
              && all.path(1).canConvertToLong()
              && all.path(2).isTextual();
      if (fits) {
        return new SearchCursor(
            search, Instant.ofEpochMilli(all.path(1).asLong()), all.path(2).asText());
      }
    } catch (IllegalArgumentException | DateTimeException | LooplineException e) {
      // Falls through to the one message for all that is not such a cursor.
    }
    throw QueryError.cursor();
  }

  static String digest(String... parts) {
    MessageDigest sha = Digest.sha256();
    for (String part : parts) {
      sha.update(part.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
    }
    return HexFormat.of().formatHex(sha.digest(), 0, 8);
  }
}
