package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import java.util.List;
import java.util.Map;

/**
 * Copies webhooks, where the whole server is copied. MLflow tells nobody their secrets, so they
 * come disabled, and the summary says how they are made active.
 */
record WebhookCopier(Copying copying) {
  private static final String KIND = "webhook";
  private static final int PAGE = 100;

  void copy() {
    if (copying.options().experiments().isEmpty()
        && Knowledge.of(copying.tally(), "webhooks", () -> page("")) == Knowledge.KNOWN) {
      Pages.each("webhooks", this::page, this::copy);
    }
  }

  private JsonNode page(String token) {
    return copying
        .source()
        .get(Address.of(MLFLOW + "webhooks").with("max_results", PAGE).with("page_token", token));
  }

  private void copy(List<JsonNode> webhooks, long before) {
    Map<String, String> states =
        copying
            .sink()
            .states(
                KIND,
                webhooks.stream()
                    .map(WebhookCopier::id)
                    .filter(WebhookCopier::isId)
                    .distinct()
                    .toList());
    for (int i = 0; i < webhooks.size(); i++) {
      JsonNode webhook = webhooks.get(i);
      String what = Items.called("webhook", id(webhook), before + i + 1);
      copy(what, webhook, states.getOrDefault(id(webhook), ""));
    }
  }

  private static String id(JsonNode webhook) {
    return webhook.path("webhook_id").asText();
  }

  private static boolean isId(String id) {
    return id.matches("[A-Za-z0-9-]{1,36}");
  }

  private void copy(String what, JsonNode webhook, String said) {
    try {
      Items.requireObject(webhook);
      Items.requireText("webhook_id", id(webhook));
      if (!isId(id(webhook))) {
        throw new SourceFailed(0, "its id is not of up to 36 letters, digits and hyphens");
      }
      String print = Fingerprint.of(webhook);
      if (said.equals(print) && !copying.options().again()) {
        copying.tally().add(Kind.WEBHOOKS, Outcome.UNCHANGED);
        return;
      }
      if (!copying.options().dryRun()) {
        write(webhook, print);
      }
      copying.tally().add(Kind.WEBHOOKS, Outcome.COPIED);
    } catch (RuntimeException e) {
      // One that is refused does not keep the others.
      copying.tally().failed(Kind.WEBHOOKS, what, e);
    }
  }

  private void write(JsonNode webhook, String print) {
    String id = id(webhook);
    ObjectNode body = Printer.object();
    body.set("webhook", webhook);
    JsonNode made = copying.sink().put(Sink.at("/webhooks").part(id), body);
    copying.sink().mark(KIND, id, print);
    if (!made.path("active").asBoolean()) {
      copying
          .tally()
          .note(
              "Webhook "
                  + Texts.clipped(webhook.path("name").asText())
                  + " came disabled"
                  + (made.path("signed").asBoolean()
                      ? ", for its URL has changed."
                      : ", for MLflow tells nobody its secret.")
                  + " To use it: PATCH "
                  + MLFLOW
                  + "webhooks/"
                  + id
                  + " with {\"secret\": \"…\", \"status\": \"ACTIVE\"}.");
    }
  }
}
