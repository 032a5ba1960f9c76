package dev.loopline.workflow.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.HttpError;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.CloudEvent;
import dev.loopline.workflow.WorkflowError;
import dev.loopline.workflow.Workflows;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Events of others come in by HTTP, in the two modes of CloudEvents' binding with JSON. */
public final class CloudEventRoutes {
  /** The log takes no larger ones. */
  private static final long LARGEST = 256 << 10;

  private static final String ATTRIBUTE = "ce-";

  private final Workflows workflows;
  private final Consumer<String> requireProduct;

  private CloudEventRoutes(Workflows workflows, Consumer<String> requireProduct) {
    this.workflows = workflows;
    this.requireProduct = requireProduct;
  }

  /** An event in the structured mode; extension attributes may stand beside these. */
  public record PostedEvent(
      String specversion,
      String id,
      String source,
      String type,
      @Nullable String subject,
      @Nullable String time,
      @Nullable String datacontenttype,
      @Nullable JsonNode data) {}

  /** The event's id in the log, and whether it had been posted before. */
  public record Posted(String event, boolean known) {}

  /**
   * @param requireProduct refuses the name of no product
   */
  public static List<Route> routes(Workflows workflows, Consumer<String> requireProduct) {
    CloudEventRoutes routes = new CloudEventRoutes(workflows, requireProduct);
    return List.of(
        Route.post("/api/v1/products/{product}/events")
            .id("postEvent")
            .tag("workflow")
            .summary(
                "Takes a CloudEvent into the log, once per id and source; pipelines listen to it")
            .maxBody(LARGEST)
            .accepts(PostedEvent.class)
            .answers(Posted.class)
            .to(routes::post));
  }

  private Reply post(Call call) {
    requireProduct.accept(call.path("product"));
    Workflows.Receipt receipt =
        workflows.receive(
            call.path("product"), CloudEvent.of(content(call)), call.principal().name());
    return Reply.json(
        receipt.known() ? 200 : 201, new Posted(receipt.event().value(), receipt.known()));
  }

  private static JsonNode content(Call call) {
    String type = call.header("Content-Type").orElse("").split(";", 2)[0].strip();
    String plain = type.toLowerCase(Locale.ROOT);
    if (plain.equals("application/cloudevents+json")) {
      return Json.read(call.stream(), JsonNode.class);
    }
    boolean event = call.header(ATTRIBUTE + "specversion").isPresent();
    boolean data = call.request().content().hasEntity();
    if (event && !data || event && CloudEvent.isJson(type) && !plain.contains("cloudevents")) {
      return binary(call, data);
    }
    throw new LooplineException(
        HttpError.UNSUPPORTED_MEDIA_TYPE,
        "The body "
            + (type.isEmpty() ? "has no Content-Type" : "is " + type)
            + "; send one event as application/cloudevents+json, or its data as application/json"
            + " with its attributes as ce- headers.");
  }

  /** The data is the body, and each attribute a header. */
  private static JsonNode binary(Call call, boolean data) {
    ObjectNode event = Json.object();
    call.request()
        .headers()
        .forEach(
            header -> {
              String name = header.name().toLowerCase(Locale.ROOT);
              if (name.startsWith(ATTRIBUTE)) {
                event.put(name.substring(ATTRIBUTE.length()), decoded(name, header.get()));
              }
            });
    if (data) {
      event.set("data", Json.read(call.stream(), JsonNode.class));
      event.put("datacontenttype", call.header("Content-Type").orElse("application/json"));
    }
    return event;
  }

  private static String decoded(String name, String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new LooplineException(
          WorkflowError.EVENT_INVALID,
          "The event cannot be taken: the header "
              + name
              + " is not percent-encoded as it should be.");
    }
  }
}
