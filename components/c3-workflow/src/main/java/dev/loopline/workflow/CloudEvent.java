package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * An event of somebody else, as CloudEvents 1.0 writes it in JSON: checked, and no larger than the
 * log takes.
 *
 * @param id unique among those of its source
 * @param type what pipelines listen to
 * @param content the whole event: its attributes, extensions and data
 */
public record CloudEvent(String id, String source, String type, JsonNode content) {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST = 1_024;
  private static final int LONGEST_ID = 256;
  private static final int LONGEST_TYPE = 128;

  /** What Loopline says of itself, others cannot say. */
  private static final String OURS = "workflow.";

  /** Checks an event in the structured JSON format; {@code EVENT_INVALID} says what is wrong. */
  public static CloudEvent of(JsonNode event) {
    if (!event.isObject()) {
      throw invalid("a CloudEvent is a JSON object with specversion, id, source and type");
    }
    if (!event.path("specversion").asText().equals("1.0")) {
      throw invalid(
          "specversion is '" + event.path("specversion").asText() + "'; only 1.0 is known");
    }
    String id = required(event, "id", LONGEST_ID);
    String source = required(event, "source", LONGEST);
    String type = required(event, "type", LONGEST_TYPE);
    if (type.startsWith(OURS)) {
      throw invalid(
          "the type '"
              + type
              + "' begins with '"
              + OURS
              + "', which only Loopline's own do; rename it");
    }
    requireUri(source);
    if (event.has("data_base64")) {
      throw invalid("data_base64 holds bytes, and conditions read JSON; send the data as JSON");
    }
    event.properties().forEach(attribute -> check(attribute.getKey(), attribute.getValue()));
    requireTime(event.path("time"));
    requireJson(event.path("datacontenttype").asText("application/json"));
    return new CloudEvent(id, source, type, event);
  }

  /** Whether a media type is JSON's. */
  public static boolean isJson(String mediaType) {
    String plain = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return plain.equals("application/json") || plain.equals("text/json") || plain.endsWith("+json");
  }

  private static String required(JsonNode event, String attribute, int longest) {
    String value = event.path(attribute).asText("");
    if (!event.path(attribute).isTextual() || value.isBlank()) {
      throw invalid("it has no " + attribute + "; every CloudEvent has one, as text");
    }
    if (value.length() > longest) {
      throw invalid(
          attribute + " has " + value.length() + " characters; at most " + longest + " are kept");
    }
    return value;
  }

  private static void check(String name, JsonNode value) {
    if (name.equals("data")) {
      return;
    }
    if (name.length() > LONGEST_NAME || !name.matches("[a-z0-9]+")) {
      throw invalid(
          "the attribute '" + name + "' is not named by lower-case letters and digits alone");
    }
    if (value.isContainerNode() || value.isNull()) {
      throw invalid(
          "the attribute " + name + " is no text, number or truth value; put it into data");
    }
    String text = value.asText();
    if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
      throw invalid(
          "the attribute "
              + name
              + " has control characters, or more than "
              + LONGEST
              + " characters; put it into data");
    }
  }

  private static void requireUri(String source) {
    try {
      new URI(source);
    } catch (URISyntaxException e) {
      throw invalid("source '" + source + "' is no URI reference, as https://ci.example/jobs/7 is");
    }
  }

  private static void requireTime(JsonNode time) {
    try {
      if (!time.isMissingNode()) {
        OffsetDateTime.parse(time.asText());
      }
    } catch (DateTimeException e) {
      throw invalid("time '" + time.asText() + "' is not of the form 2026-01-31T09:00:00Z");
    }
  }

  private static void requireJson(String mediaType) {
    if (!isJson(mediaType)) {
      throw invalid(
          "its data is " + mediaType + ", and conditions read JSON; send it as application/json");
    }
  }

  private static LooplineException invalid(String why) {
    return new LooplineException(
        WorkflowError.EVENT_INVALID, "The event cannot be taken: " + why + ".");
  }
}
