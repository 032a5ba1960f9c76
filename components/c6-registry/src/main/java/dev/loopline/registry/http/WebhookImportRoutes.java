package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Webhook;
import dev.loopline.registry.Webhooks;
import java.time.Instant;
import java.util.List;

/** Takes in webhooks of another MLflow server, in the messages in which it told of them. */
public record WebhookImportRoutes(Webhooks webhooks) {
  /**
   * A webhook.
   *
   * @param webhook MLflow's message
   */
  public record WebhookImport(JsonNode webhook) {}

  /**
   * What a webhook became.
   *
   * @param active false until it is made active here
   * @param signed false until a secret is set here
   */
  public record WebhookImported(String id, boolean active, boolean signed) {}

  public static List<Route> routes(Webhooks webhooks) {
    return List.of(
        Route.put("/api/v1/import/webhooks/{webhook}")
            .id("importWebhook")
            .tag(RegistryRoutes.TAG)
            .access(Access.ADMIN)
            .summary("Takes in a webhook under its own id, disabled and without a secret")
            .accepts(WebhookImport.class)
            .answers(WebhookImported.class)
            .to(new WebhookImportRoutes(webhooks)::webhook));
  }

  private Reply webhook(Call call) {
    WebhookImport body = call.wholeBody(WebhookImport.class);
    Webhook taken =
        webhooks.take(
            read(
                call.path("webhook"),
                new MlflowRequest(Json.object().set("webhook", body.webhook()), "")
                    .message("webhook")),
            call.principal().name());
    return Reply.json(new WebhookImported(taken.id(), taken.active(), taken.signed()));
  }

  private static Webhook read(String id, MlflowRequest message) {
    if (!id.matches("[A-Za-z0-9-]{1,36}")) {
      throw MlflowRequest.invalid(
          "A webhook's id has up to 36 letters, digits and hyphens; got '" + id + "'.");
    }
    Instant created = RegistryImportRoutes.time(message, "creation_timestamp", Instant.EPOCH);
    return new Webhook(
        id,
        message.text("name"),
        message.textOrEmpty("description"),
        message.text("url"),
        message.list("events").stream().map(MlflowWebhookRoutes::event).toList(),
        false,
        false,
        created,
        RegistryImportRoutes.time(message, "last_updated_timestamp", created));
  }
}
