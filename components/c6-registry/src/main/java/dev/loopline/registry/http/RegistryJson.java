package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.RegisteredModel;
import dev.loopline.registry.Webhook;
import dev.loopline.registry.Webhooks.TestResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Our records in MLflow's words: lists that are empty are left out, as its messages do. */
final class RegistryJson {
  private RegistryJson() {}

  static ObjectNode model(RegisteredModel model) {
    ObjectNode node =
        Json.object()
            .put("name", model.name())
            .put("creation_timestamp", model.createdAt().toEpochMilli())
            .put("last_updated_timestamp", model.updatedAt().toEpochMilli())
            .put("description", model.description());
    versions(node, "latest_versions", model.latest());
    tags(node, model.tags());
    if (!model.aliases().isEmpty()) {
      ArrayNode aliases = node.putArray("aliases");
      new TreeMap<>(model.aliases())
          .forEach(
              (alias, version) ->
                  aliases.addObject().put("alias", alias).put("version", String.valueOf(version)));
    }
    return node;
  }

  static ObjectNode version(ModelVersion version) {
    ObjectNode node =
        Json.object()
            .put("name", version.model())
            .put("version", String.valueOf(version.version()))
            .put("creation_timestamp", version.createdAt().toEpochMilli())
            .put("last_updated_timestamp", version.updatedAt().toEpochMilli())
            .put("current_stage", version.stage().label());
    if (version.description() != null) {
      node.put("description", version.description());
    }
    node.put("source", version.origin().source())
        .put("run_id", version.origin().runId())
        .put("run_link", version.origin().runLink())
        .put("status", "READY");
    tags(node, version.tags());
    if (!version.aliases().isEmpty()) {
      ArrayNode aliases = node.putArray("aliases");
      version.aliases().forEach(aliases::add);
    }
    return node;
  }

  static void versions(ObjectNode into, String name, List<ModelVersion> versions) {
    if (!versions.isEmpty()) {
      ArrayNode list = into.putArray(name);
      versions.forEach(version -> list.add(version(version)));
    }
  }

  private static void tags(ObjectNode into, Map<String, String> tags) {
    if (!tags.isEmpty()) {
      ArrayNode list = into.putArray("tags");
      new TreeMap<>(tags)
          .forEach((key, value) -> list.addObject().put("key", key).put("value", value));
    }
  }

  static ObjectNode webhook(Webhook webhook) {
    ObjectNode node =
        Json.object()
            .put("webhook_id", webhook.id())
            .put("name", webhook.name())
            .put("url", webhook.url());
    ArrayNode events = node.putArray("events");
    webhook
        .events()
        .forEach(
            e ->
                events
                    .addObject()
                    .put("entity", e.entity().name())
                    .put("action", e.action().name()));
    node.put("status", webhook.active() ? "ACTIVE" : "DISABLED")
        .put("creation_timestamp", webhook.createdAt().toEpochMilli())
        .put("last_updated_timestamp", webhook.updatedAt().toEpochMilli());
    if (!webhook.description().isEmpty()) {
      node.put("description", webhook.description());
    }
    return node;
  }

  static ObjectNode result(TestResult result) {
    ObjectNode node = Json.object().put("success", result.success());
    if (result.status() != null) {
      node.put("response_status", result.status());
    }
    if (result.body() != null) {
      node.put("response_body", result.body());
    }
    if (result.error() != null) {
      node.put("error_message", result.error());
    }
    return node;
  }
}
