package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Found;
import dev.loopline.registry.Webhook;
import dev.loopline.registry.WebhookEvent;
import dev.loopline.registry.Webhooks;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Webhooks in MLflow's protocol. */
record MlflowWebhookRoutes(Webhooks webhooks) {
  private static final String AT = "2.0/mlflow/webhooks";
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  void addTo(MlflowApi api) {
    api.writes("POST", AT, this::create)
        .reads("GET", AT, this::list)
        .reads("GET", AT + "/{webhook}", call -> reply(webhooks.require(call.path("webhook"))))
        .writes("PATCH", AT + "/{webhook}", this::update)
        .writes("DELETE", AT + "/{webhook}", this::delete)
        .writes("POST", AT + "/{webhook}/test", this::test);
  }

  private static Reply reply(Webhook webhook) {
    return Reply.json(Map.of("webhook", RegistryJson.webhook(webhook)));
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String name = request.text("name");
    if (!request.has("url")) {
      throw request.missing("url");
    }
    if (!request.has("events")) {
      throw request.missing("events");
    }
    return reply(
        webhooks.create(
            new Webhooks.Settings(
                name,
                setText(request, "description"),
                request.textOrEmpty("url"),
                request.list("events").stream().map(MlflowWebhookRoutes::event).toList(),
                setText(request, "secret"),
                active(request)),
            call.principal().name()));
  }

  /** An empty text counts as unset. */
  private static @Nullable String setText(MlflowRequest request, String name) {
    String text = request.textOrEmpty(name);
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Boolean active(MlflowRequest request) {
    String status = request.textOrNumber("status");
    return switch (status) {
      case "" -> null;
      case "ACTIVE", "1" -> true;
      case "DISABLED", "2" -> false;
      default -> throw request.illTyped("status", request.json().path("status"));
    };
  }

  static WebhookEvent event(MlflowRequest request) {
    return new WebhookEvent(
        WebhookEvent.entity(request.textOrNumber("entity"))
            .orElseThrow(() -> request.illTyped("entity", request.json().path("entity"))),
        WebhookEvent.action(request.textOrNumber("action"))
            .orElseThrow(() -> request.illTyped("action", request.json().path("action"))));
  }

  private Reply list(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Long wanted = request.optionalLong("max_results");
    if (wanted != null && (wanted < 0 || wanted > LARGEST_PAGE)) {
      throw MlflowRequest.invalid("max_results must be between 1 and " + LARGEST_PAGE + ".");
    }
    int limit = wanted == null || wanted == 0 ? PAGE : wanted.intValue();
    Found<Webhook> found = webhooks.list(setText(request, "page_token"), limit);
    ObjectNode answer = Json.object();
    if (!found.items().isEmpty()) {
      ArrayNode items = answer.putArray("webhooks");
      found.items().forEach(webhook -> items.add(RegistryJson.webhook(webhook)));
    }
    if (found.next() != null) {
      answer.put("next_page_token", found.next());
    }
    return Reply.json(answer);
  }

  private Reply update(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    List<WebhookEvent> events =
        request.list("events").stream().map(MlflowWebhookRoutes::event).toList();
    return reply(
        webhooks.update(
            call.path("webhook"),
            new Webhooks.Settings(
                setText(request, "name"),
                setText(request, "description"),
                setText(request, "url"),
                events.isEmpty() ? null : events,
                setText(request, "secret"),
                active(request)),
            call.principal().name()));
  }

  private Reply delete(Call call) {
    webhooks.delete(call.path("webhook"), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply test(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    WebhookEvent event = request.has("event") ? event(request.message("event")) : null;
    return Reply.json(
        Map.of("result", RegistryJson.result(webhooks.test(call.path("webhook"), event))));
  }
}
