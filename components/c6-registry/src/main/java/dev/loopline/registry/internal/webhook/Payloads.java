package dev.loopline.registry.internal.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Change;
import dev.loopline.registry.RegisteredModel;
import dev.loopline.registry.WebhookEvent;
import dev.loopline.registry.WebhookEvent.Action;
import dev.loopline.registry.WebhookEvent.Entity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What MLflow's webhooks are told of our changes; most are told to nobody. */
final class Payloads {
  private static final String TEMPLATE = "mlflow.prompt.text";
  private static final Set<String> KIND = Set.of(RegisteredModel.PROMPT_TAG, "_mlflow_prompt_type");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Payloads() {}

  /** An event of MLflow's with its data. */
  record Payload(WebhookEvent event, ObjectNode data) {
    /** The whole body. */
    String body(Instant at) {
      ObjectNode body =
          Json.object()
              .put("entity", event.entityName())
              .put("action", event.actionName())
              .put("timestamp", TIME.format(at));
      body.set("data", data);
      return Json.write(body);
    }
  }

  static Optional<Payload> of(Change change) {
    JsonNode facts = change.evidence();
    boolean prompt = facts.path("prompt").asBoolean();
    boolean ofModel = change.version() == 0;
    return switch (change.change()) {
      case "created" -> Optional.of(created(change, prompt));
      case "registered" -> Optional.of(registered(change, prompt));
      case "tagged", "untagged" ->
          // Tags of ordinary models are told to nobody.
          ofModel && !prompt ? Optional.empty() : Optional.of(tag(change, prompt, ofModel));
      case "aliased", "unaliased" -> Optional.of(alias(change));
      default -> Optional.empty();
    };
  }

  private static Payload created(Change change, boolean prompt) {
    ObjectNode data = named(change);
    data.set("tags", tags(change.evidence(), prompt));
    data.put("description", change.evidence().path("description").asText());
    Entity entity = prompt ? Entity.PROMPT : Entity.REGISTERED_MODEL;
    return new Payload(new WebhookEvent(entity, Action.CREATED), data);
  }

  private static Payload registered(Change change, boolean prompt) {
    JsonNode facts = change.evidence();
    ObjectNode data = versioned(change);
    if (prompt) {
      data.put("template", facts.path("tags").path(TEMPLATE).asText());
    } else {
      data.put("source", facts.path("source").asText());
      data.put("run_id", orNull(facts, "runId"));
    }
    ObjectNode tags = tags(facts, prompt);
    if (prompt) {
      tags.remove(TEMPLATE);
    }
    data.set("tags", tags);
    data.put("description", orNull(facts, "description"));
    Entity entity = prompt ? Entity.PROMPT_VERSION : Entity.MODEL_VERSION;
    return new Payload(new WebhookEvent(entity, Action.CREATED), data);
  }

  private static ObjectNode tags(JsonNode facts, boolean prompt) {
    ObjectNode tags =
        facts.path("tags") instanceof ObjectNode there ? there.deepCopy() : Json.object();
    return prompt ? tags.remove(KIND) : tags;
  }

  private static @Nullable String orNull(JsonNode facts, String field) {
    String text = facts.path(field).asText("");
    return text.isEmpty() ? null : text;
  }

  private static Payload tag(Change change, boolean prompt, boolean ofModel) {
    ObjectNode data = ofModel ? named(change) : versioned(change);
    data.put("key", change.evidence().path("key").asText());
    boolean set = change.change().equals("tagged");
    if (set) {
      data.put("value", change.evidence().path("value").asText());
    }
    Entity entity =
        ofModel ? Entity.PROMPT_TAG : prompt ? Entity.PROMPT_VERSION_TAG : Entity.MODEL_VERSION_TAG;
    return new Payload(new WebhookEvent(entity, set ? Action.SET : Action.DELETED), data);
  }

  private static Payload alias(Change change) {
    String alias = change.evidence().fieldNames().next();
    boolean prompt = change.evidence().path(alias).path("prompt").asBoolean();
    boolean set = change.change().equals("aliased");
    ObjectNode data = named(change).put("alias", alias);
    if (set) {
      data.put("version", String.valueOf(change.version()));
    }
    Entity entity = prompt ? Entity.PROMPT_ALIAS : Entity.MODEL_VERSION_ALIAS;
    return new Payload(new WebhookEvent(entity, set ? Action.CREATED : Action.DELETED), data);
  }

  private static ObjectNode named(Change change) {
    return Json.object().put("name", change.model());
  }

  private static ObjectNode versioned(Change change) {
    return named(change).put("version", String.valueOf(change.version()));
  }

  /** What a test sends. */
  static Payload example(WebhookEvent event) {
    boolean prompt = event.entity().name().startsWith("PROMPT");
    String thing = prompt ? "prompt" : "model";
    ObjectNode data = Json.object().put("name", "example_" + thing);
    switch (event.entity()) {
      case REGISTERED_MODEL, PROMPT -> {
        data.putObject("tags").put("example_key", "example_value");
        data.put("description", prompt ? "An example prompt" : "An example registered model");
      }
      case MODEL_VERSION -> {
        data.put("version", "1").put("source", "models:/123").put("run_id", "abcd1234abcd5678");
        data.putObject("tags").put("example_key", "example_value");
        data.put("description", "An example model version");
      }
      case PROMPT_VERSION -> {
        data.put("version", "1").put("template", "Hello {{name}}!");
        data.putObject("tags").put("example_key", "example_value");
        data.put("description", "An example prompt version");
      }
      case MODEL_VERSION_TAG, PROMPT_VERSION_TAG -> exampleTag(data.put("version", "1"), event);
      case PROMPT_TAG -> exampleTag(data, event);
      case MODEL_VERSION_ALIAS, PROMPT_ALIAS -> {
        data.put("alias", "example_alias");
        if (event.action() == Action.CREATED) {
          data.put("version", "1");
        }
      }
    }
    return new Payload(event, data);
  }

  private static void exampleTag(ObjectNode data, WebhookEvent event) {
    data.put("key", "example_key");
    if (event.action() == Action.SET) {
      data.put("value", "example_value");
    }
  }
}
